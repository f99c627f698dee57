import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PLANT, type Mutant, type Plant } from './mutant.js';
import { toldBySimulation, toldBySpec, type Ended, type Finding } from './told.js';

const LIMIT_MS = 180_000;
/** Real processes have to start, and some of what they wait for takes its time. */
const PROCESSES_LIMIT_MS = 300_000;
/** Eight rounds through all kinds of mischief. */
const SEEDS = 56;
const ORDERS = 150;
const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '--json',
];

export interface Hunted extends Finding {
  readonly seconds: number;
}

/** Runs whoever has to find the defect, in a process that has it, or starts those that have. */
export async function hunt({ foundBy, ...plant }: Mutant, stop: AbortSignal): Promise<Hunted> {
  if (foundBy === 'simulation') return simulate(stop, plant);
  const [kind, path] = foundBy.split(' ') as ['spec' | 'process', string];
  if (kind === 'spec')
    return timed([...JEST, '--config', 'tests/machines/mutants/jest.config.mjs', path], { stop, plant }, (end) =>
      toldBySpec(path, end),
    );
  return timed([...JEST, path], { stop, plant, limitMs: PROCESSES_LIMIT_MS, env: { FAULT_SERVICE: 'orders' } }, (end) =>
    toldBySpec(path, end),
  );
}

/** The simulation as it is run by hand; with a defect, or without. */
export const simulate = (stop: AbortSignal, plant?: Plant): Promise<Hunted> => {
  const hooks =
    plant === undefined
      ? []
      : ['plant.js', 'insist.js'].flatMap((name) => ['--import', new URL(name, import.meta.url).href]);
  return timed(
    [
      ...hooks,
      join('tests', 'machines', 'simulation', 'dist', 'main.js'),
      '--seeds',
      String(SEEDS),
      '--orders',
      String(ORDERS),
    ],
    { stop, plant },
    toldBySimulation,
  );
};

interface Running {
  readonly stop: AbortSignal;
  readonly plant: Plant | undefined;
  /** @default 180_000 */
  readonly limitMs?: number;
  readonly env?: Readonly<Record<string, string>>;
}

async function timed(words: readonly string[], running: Running, read: (end: Ended) => Finding): Promise<Hunted> {
  const began = performance.now();
  const end = await run(words, running);
  return { ...read(end), seconds: (performance.now() - began) / 1_000 };
}

function run(words: readonly string[], { stop, plant, limitMs = LIMIT_MS, env: further }: Running): Promise<Ended> {
  const env = { ...process.env, ...further, ...(plant === undefined ? {} : { [PLANT]: JSON.stringify(plant) }) };
  const child = spawn(process.execPath, words, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.any([stop, AbortSignal.timeout(limitMs)]),
    killSignal: 'SIGKILL',
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (said.out += String(chunk)));
  child.stderr.on('data', (chunk) => (said.err += String(chunk)));
  child.on('error', (error) => (said.err += error.message));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...said })));
}
