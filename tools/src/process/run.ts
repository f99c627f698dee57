import { spawn, type SpawnOptions } from 'node:child_process';
import { CommandFailed } from '../errors.js';

/** Runs a program to its end and returns what it wrote; throws with its words when it fails. */
export async function run(
  what: string,
  file: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new CommandFailed(what, code, output);
  return output;
}
