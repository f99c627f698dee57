import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identityOf } from './identity.js';
import { readPidfile } from './pidfile.js';
import { waitFor } from './wait.js';

/** Runs `work` alone among all processes of this machine; the lock of a process that died is taken over. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${file}.${randomUUID()}`;
  writeFileSync(mine, JSON.stringify(identityOf(process.pid)));
  try {
    await waitFor(`lock ${file}`, () => take(mine, file), { within: 300_000, every: 200 });
    try {
      return await work();
    } finally {
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Linking a written file shows its content at once: nobody reads a lock that does not name its holder yet. */
function take(mine: string, file: string): boolean {
  try {
    linkSync(mine, file);
    return true;
  } catch {
    if (!readPidfile(file)) rmSync(file, { force: true });
    return false;
  }
}
