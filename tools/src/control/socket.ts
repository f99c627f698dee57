import { relative } from 'node:path';
import { join } from 'node:path';
import { localFolder } from '../paths.js';

/** Relative, because the path of a socket may have 107 characters and a checkout may lie deep. */
export function controlSocket(): string {
  return relative(process.cwd(), join(localFolder, 'demo', 'control.sock'));
}
