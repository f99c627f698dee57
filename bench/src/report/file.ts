import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { profilesOf } from './profiles.js';
import type { Results } from './results.js';
import { targetsOf } from './targets.js';

/** The same figures for programs: every single measurement, and the targets. */
export function jsonOf(results: Results): string {
  return JSON.stringify({ ...results, targets: targetsOf(results) }, undefined, 2);
}

/** Writes `<folder>/<time>.json` and returns its name. */
export function writeResults(results: Results, folder: string): string {
  return write(folder, results, 'json', jsonOf(results));
}

/** Writes what the profiles in `<folder>/profiles` say, and returns the name of the file. */
export function writeProfiles(results: Results, folder: string): string {
  return write(folder, results, 'profile.txt', profilesOf(results.measurements, join(folder, 'profiles')));
}

/** Copies the logs of a stack that is about to be removed, and returns the folder that they are in now. */
export function keepLogs(stackFolder: string, folder: string): string {
  const kept = join(folder, 'logs');
  cpSync(join(stackFolder, 'logs'), kept, { recursive: true });
  return kept;
}

function write(folder: string, { startedAt }: Results, kind: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${startedAt.replaceAll(':', '-').slice(0, 19)}.${kind}`);
  writeFileSync(file, `${text}\n`);
  return file;
}
