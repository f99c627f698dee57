import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Keeps what every part has said, with all that is wrong beside it, when the system's folder goes; in place of what an
 * earlier run of the seed left. Returns where.
 */
export function keep(folder: string, seed: number, wrong: readonly string[]): string {
  const kept = join(folder, '..', `chaos-${seed}`);
  rmSync(kept, { recursive: true, force: true });
  cpSync(join(folder, 'logs'), kept, { recursive: true });
  writeFileSync(join(kept, 'wrong.txt'), wrong.map((line) => `${line}\n`).join(''));
  return kept;
}
