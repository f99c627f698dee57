import { relative } from 'node:path';
import { BadSetting, explain, type Death } from '@sagaworks/tools';
import { Command, Option } from 'commander';
import { System } from '../support/system.js';
import { keep } from './keep.js';
import { kinds } from './kinds.js';
import { overload } from './overload.js';
import { run, type Chaos } from './run.js';

const names = [...new Set(kinds.map(({ name }) => name))];

const wholeNumber =
  (name: string) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1) throw new BadSetting(name, text, 'a whole number from 1 up');
    return value;
  };
const listOfKinds = (text: string): string[] => {
  const chosen = text.split(',');
  if (chosen.some((name) => !names.includes(name))) throw new BadSetting('--only', text, `some of ${names.join(',')}`);
  return chosen;
};

const program = new Command('chaos')
  .description(
    'places orders on a system of its own, breaks its parts by a schedule, and asks the oracle what is wrong in the end',
  )
  .option('--minutes <n>', 'how long the storm takes', wholeNumber('--minutes'), 3)
  .addOption(
    new Option('--seed <n>', 'the same seed gives the same schedule')
      .argParser(wholeNumber('--seed'))
      .default(1 + Math.floor(Math.random() * 999_999), 'another one each time'),
  )
  .addOption(
    new Option(
      '--profile <name>',
      'storm: steady customers, all kinds of faults; overload: a closed loop of customers, services killed, goodput judged',
    )
      .choices(['storm', 'overload'])
      .default('storm'),
  )
  .option('--clients <n>', 'customers at the same time, of the profile overload', wholeNumber('--clients'), 32)
  .option('--orders <n>', 'orders in all, of the profile overload', wholeNumber('--orders'), 30_000)
  .option('--rate <n>', 'orders a second', wholeNumber('--rate'), 20)
  .option('--only <kinds>', `faults to choose from, of ${names.join(',')} (default: all)`, listOfKinds)
  .option('--check', 'fail also when a killed service was not got over within 10 s')
  .addHelpText('after', '\nExit codes: 0 nothing is wrong, 1 something is, 130 interrupted.');

interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly rate: number;
  readonly profile: 'storm' | 'overload';
  readonly clients: number;
  readonly orders: number;
  readonly only?: string[];
  readonly check?: boolean;
}

const interrupted = new AbortController();
let system: System | undefined;
let stopping: Promise<void> | undefined;
const stop = () => (stopping ??= system?.[Symbol.asyncDispose]() ?? Promise.resolve());
// What is still starting ends with this process: the tools' guard sees to it.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    interrupted.abort();
    void stop().finally(() => process.exit(130));
  });
}

const tell = (line: string) => console.log(line);

/** Of what is wrong; all of it is kept. */
const SHOWN = 20;

async function chaos(options: Options): Promise<number> {
  const { minutes, seed, rate, only, check, profile, clients, orders } = options;
  const storm: Chaos = { seed, seconds: minutes * 60, perSecond: rate, ...(only === undefined ? {} : { only }) };
  tell(
    `seed ${seed}, ${minutes} min, ${profile === 'storm' ? `${rate} orders a second` : `${clients} customers, ${orders} orders`}`,
  );
  const deaths: string[] = [];
  // A named fault that crashes is a SIGKILL of the process by itself.
  const onDeath = ({ part, how }: Death) => how !== 'by SIGKILL' && deaths.push(`${part} ended ${how} by itself`);
  system = await System.start({ alone: true, env: { FAULTS: 'on' }, onDeath });
  const broken =
    profile === 'storm'
      ? run(system, storm, tell, interrupted.signal)
      : overload(system, { seed, clients, orders, seconds: minutes * 60 }, tell, interrupted.signal).then((found) => ({
          wrong: found,
          inTime: true,
        }));
  const { wrong, inTime } = await broken.catch((error: unknown) => {
    if (interrupted.signal.aborted) throw error;
    return { wrong: [`it broke off: ${explain(error)}`], inTime: true };
  });
  const all = [...deaths, ...wrong];
  if (all.length === 0) tell('the oracle finds nothing wrong');
  else sayWrong(all, keep(system.stack.folder, seed, all), options);
  if (!inTime) tell('recovery was slower than promised');
  return all.length > 0 || (check === true && !inTime) ? 1 : 0;
}

function sayWrong(wrong: readonly string[], kept: string, options: Options): void {
  for (const line of wrong.slice(0, SHOWN)) tell(`WRONG: ${line}`);
  if (wrong.length > SHOWN) tell(`and ${wrong.length - SHOWN} more`);
  tell(`${wrong.length} wrong; all of it is in ${relative('.', kept)}/wrong.txt, and what every part said beside it`);
  tell(`again: npm run chaos -- ${asAsked(options)}`);
}

function asAsked({ minutes, seed, rate, only, profile, clients, orders }: Options): string {
  const storm = `--rate ${rate}${only === undefined ? '' : ` --only ${only.join(',')}`}`;
  const loop = `--profile overload --clients ${clients} --orders ${orders}`;
  return `--minutes ${minutes} --seed ${seed} ${profile === 'storm' ? storm : loop}`;
}

try {
  process.exitCode = await chaos(program.parse().opts<Options>());
} catch (error) {
  // What breaks while everything is being stopped was stopped.
  if (!interrupted.signal.aborted) console.error(explain(error));
  process.exitCode = 1;
} finally {
  await stop();
}
// Where it broke off, customers and faults are still under way.
process.exit(interrupted.signal.aborted ? 130 : process.exitCode);
