import { BadSetting, explain, services, type ServiceName } from '@sagaworks/tools';
import { Command, Option } from 'commander';
import { System } from '../support/system.js';
import { fuzz, type Found } from './fuzz.js';

const wholeNumber =
  (name: string) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1) throw new BadSetting(name, text, 'a whole number from 1 up');
    return value;
  };
const someServices = (text: string): ServiceName[] => {
  const chosen = text.split(',') as ServiceName[];
  if (chosen.some((name) => !services.includes(name)))
    throw new BadSetting('--only', text, `some of ${services.join(',')}`);
  return chosen;
};

const program = new Command('fuzz')
  .description(
    'asks every operation of the services, on a system of its own, what their OpenAPI documents allow and what they do not, and holds each answer against them',
  )
  .option('--runs <n>', 'requests to each operation', wholeNumber('--runs'), 100)
  .addOption(
    new Option('--seed <n>', 'the same seed gives the same requests, but for ids that the system makes up')
      .argParser(wholeNumber('--seed'))
      .default(1 + Math.floor(Math.random() * 999_999), 'another one each time'),
  )
  .addOption(
    new Option('--only <services>', `of ${services.join(',')}`).argParser(someServices).default([...services], 'all'),
  )
  .addHelpText('after', '\nExit codes: 0 every answer is as its document tells, 1 some are not, 130 interrupted.');

let system: System | undefined;
let stopping: Promise<void> | undefined;
const stop = () => (stopping ??= system?.[Symbol.asyncDispose]() ?? Promise.resolve());
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => void stop().finally(() => process.exit(130)));

async function main(): Promise<number> {
  const { runs, seed, only } = program.parse().opts<{ runs: number; seed: number; only: ServiceName[] }>();
  system = await System.start({ alone: true, outside: 'instant' });
  for (let order = 0; order < 5; order += 1) await system.shop.place({ customerId: `customer-${order}` });
  const { urls } = system.services;
  const { operations, requests, statuses, found } = await fuzz(
    Object.fromEntries(only.map((name) => [name, urls[name]])),
    {
      seed,
      runs,
    },
  );
  for (const lie of found) tell(lie);
  const counted = Object.entries(statuses).map(([status, times]) => `${times} × ${status}`);
  console.log(`${operations} operations, ${requests} requests: ${counted.join(', ')}`);
  console.log(
    found.length === 0 ? 'every answer is as its document tells' : `${found.length} operations answer otherwise`,
  );
  if (found.length > 0) console.log(`again: npm run fuzz -- --seed ${seed} --runs ${runs} --only ${only.join(',')}`);
  return found.length === 0 ? 0 : 1;
}

function tell({ service, operation, what, curl }: Found): void {
  console.log(`WRONG: ${service}: ${operation}: ${what}\n  ${curl}`);
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
} finally {
  await stop();
}
process.exit();
