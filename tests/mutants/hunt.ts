import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PLANT, type Mutant, type Plant } from './mutant.js';
import { toldBySimulation, toldBySpec, type Finding } from './told.js';

const LIMIT_MS = 180_000;
/** Eight rounds through all kinds of mischief. */
const SEEDS = 56;
const ORDERS = 150;

export interface Hunted extends Finding {
  readonly seconds: number;
}

/** Runs whoever has to find the defect, in a process that has it. */
export async function hunt({ foundBy, ...plant }: Mutant, stop: AbortSignal): Promise<Hunted> {
  if (foundBy === 'simulation') return simulate(stop, plant);
  const path = foundBy.slice('spec '.length);
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', '--config', 'tests/mutants/jest.config.mjs', '--json', path];
  return timed(jest, stop, plant, (end) => toldBySpec(path, end));
}

/** The simulation as it is run by hand; with a defect, or without. */
export const simulate = (stop: AbortSignal, plant?: Plant): Promise<Hunted> => {
  const hook = plant === undefined ? [] : ['--import', new URL('plant.js', import.meta.url).href];
  return timed([...hook, join('tests', 'simulation', 'dist', 'main.js'), '--seeds', String(SEEDS), '--orders', String(ORDERS)], stop, plant, toldBySimulation);
};

async function timed(words: readonly string[], stop: AbortSignal, plant: Plant | undefined, read: (end: Ended) => Finding): Promise<Hunted> {
  const began = performance.now();
  const end = await run(words, stop, plant);
  return { ...read(end), seconds: (performance.now() - began) / 1_000 };
}

/** How a process ended, and what it said. */
export interface Ended {
  /** `null`: it did not end by itself. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(words: readonly string[], stop: AbortSignal, plant?: Plant): Promise<Ended> {
  const env = { ...process.env, ...(plant === undefined ? {} : { [PLANT]: JSON.stringify(plant) }) };
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'pipe'], signal: AbortSignal.any([stop, AbortSignal.timeout(LIMIT_MS)]), killSignal: 'SIGKILL' });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (said.out += String(chunk)));
  child.stderr.on('data', (chunk) => (said.err += String(chunk)));
  child.on('error', (error) => (said.err += error.message));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...said })));
}
