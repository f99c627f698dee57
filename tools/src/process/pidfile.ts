import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { identityOf, isAlive, type Identity } from './identity.js';

/** A pid on disk with the start time of its process, so that a pid given out anew is never mistaken for ours. */
export function writePidfile(file: string, pid: number): void {
  const identity = identityOf(pid);
  if (!identity) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(identity));
}

export function readPidfile(file: string): Identity | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isIdentity(content) && isAlive(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

export function removePidfile(file: string): void {
  rmSync(file, { force: true });
}

/** The processes of a former run that are still there. */
export function livingIn(folder: string): Identity[] {
  return filesIn(folder).flatMap((file) => readPidfile(join(folder, file)) ?? []);
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isIdentity(value: unknown): value is Identity {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    'startedAt' in value &&
    typeof value.pid === 'number' &&
    typeof value.startedAt === 'string'
  );
}
