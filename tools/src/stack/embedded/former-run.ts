import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StackRunning } from '../../errors.js';
import { folderOf, localFolder } from '../../paths.js';
import { isAlive } from '../../process/identity.js';
import { livingIn, readPidfile, writePidfile } from '../../process/pidfile.js';
import { signalPart } from '../../process/signals.js';
import { waitFor } from '../../process/wait.js';
import { possibleDataFolders } from './postgres-home.js';

const throwawayMark = 'throwaway';

/** Makes this process the owner of the stack, after ending what a killed owner left behind. */
export async function takeOver(stack: string, throwaway: boolean): Promise<void> {
  sweepThrowaways();
  const folder = folderOf(stack);
  const owner = ownerOf(stack);
  if (owner !== undefined) throw new StackRunning(stack, owner);
  writePidfile(join(folder, 'owner'), process.pid);
  if (throwaway) writeFileSync(join(folder, throwawayMark), '');
  await endLeftovers(folder);
}

/** The process that runs the stack now. */
export function ownerOf(stack: string): number | undefined {
  return readPidfile(join(localFolder, stack, 'owner'))?.pid;
}

export function leave(stack: string): void {
  rmSync(join(localFolder, stack, 'owner'), { force: true });
}

export function removeStack(stack: string): void {
  for (const data of possibleDataFolders(stack)) rmSync(data, { recursive: true, force: true });
  rmSync(join(localFolder, stack), { recursive: true, force: true });
}

/** The guard of the killed owner ends its parts within seconds; what is then still there is ended here. */
async function endLeftovers(folder: string): Promise<void> {
  const pids = join(folder, 'pids');
  const none = () => livingIn(pids).length === 0;
  await waitFor('the parts of a former run ending', none, { within: 8000 }).catch(() => undefined);
  for (const part of livingIn(pids)) {
    signalPart(part.pid, 'SIGCONT');
    signalPart(part.pid, 'SIGKILL');
    await waitFor(`process ${part.pid} of a former run ending`, () => !isAlive(part));
  }
}

/** Removes the throwaway stacks of runs that were killed before they could. */
function sweepThrowaways(): void {
  if (!existsSync(localFolder)) return;
  for (const name of readdirSync(localFolder)) {
    const folder = join(localFolder, name);
    const dead = ownerOf(name) === undefined && livingIn(join(folder, 'pids')).length === 0;
    if (existsSync(join(folder, throwawayMark)) && dead) removeStack(name);
  }
}
