import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. The same from src (under Jest) and from dist: both lie one level under tools. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

export const localFolder = join(root, '.local');

export function folderOf(stack: string): string {
  const folder = join(localFolder, stack);
  mkdirSync(join(folder, 'logs'), { recursive: true });
  mkdirSync(join(folder, 'pids'), { recursive: true });
  return folder;
}
