import { parseArgs } from 'node:util';
import { BadSetting } from '@sagaworks/tools';

/** `off`: nothing is instrumented; else the share of orders that are traced. */
export const tracings = ['off', '5', 'full'] as const;
export type Tracing = (typeof tracings)[number];

/** The outside world: the sandbox over HTTP and SMTP, or adapters in process that answer at once. */
export const outsides = ['http', 'instant'] as const;
export type Outside = (typeof outsides)[number];

const parts = ['floor', 'idle', 'load'] as const;

export interface Options {
  readonly quick: boolean;
  readonly json: boolean;
  readonly check: boolean;
  /** Writes a CPU profile of every service; what is measured is then slower. */
  readonly cpuProf: boolean;
  readonly runs: number;
  /** Length of one measurement. */
  readonly seconds: number;
  readonly inFlight: readonly number[];
  /** Undefined: all of them. */
  readonly tracing: Tracing | undefined;
  readonly outside: Outside | undefined;
  readonly only: (typeof parts)[number] | undefined;
}

export const usage = `npm run bench -- [options]
  --quick            one short run of what the targets are about: a smoke test
  --in-flight 16,64  orders kept in flight (default 16,64,256)
  --seconds 8        length of one measurement
  --runs 3           runs that the medians are of
  --tracing 5        off, 5 (per cent of the orders) or full; default all
  --outside instant  http (the sandbox) or instant (adapters in process); default both
  --only idle        floor, idle or load
  --json             prints JSON instead of tables
  --check            exit code 1 when a target is not met
  --cpu-prof         CPU profiles of all services into .local/bench`;

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      'cpu-prof': { type: 'boolean', default: false },
      runs: { type: 'string' },
      seconds: { type: 'string' },
      'in-flight': { type: 'string', default: '16,64,256' },
      tracing: { type: 'string' },
      outside: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const { quick, json, check } = values;
  return {
    quick,
    json,
    check,
    cpuProf: values['cpu-prof'],
    runs: whole('--runs', values.runs ?? (quick ? '1' : '3'), 9),
    seconds: whole('--seconds', values.seconds ?? (quick ? '2' : '8'), 60),
    inFlight: values['in-flight'].split(',').map((each) => whole('--in-flight', each, 1000)),
    tracing: oneOf('--tracing', values.tracing, tracings),
    outside: oneOf('--outside', values.outside, outsides),
    only: oneOf('--only', values.only, parts),
  };
}

function whole(name: string, value: string, most: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > most)
    throw new BadSetting(name, value, `a whole number from 1 to ${most}`);
  return number;
}

function oneOf<T extends string>(name: string, value: string | undefined, known: readonly T[]): T | undefined {
  const found = known.find((each) => each === value);
  if (value !== undefined && found === undefined) throw new BadSetting(name, value, known.join(', '));
  return found;
}
