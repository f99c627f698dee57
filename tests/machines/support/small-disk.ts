import { it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const NAME = 'sagaworks-small-disk-';
const MEGABYTE = Buffer.alloc(1_048_576);

/** A file system in memory that is small enough to be filled to its last byte. */
export class SmallDisk implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), `${NAME}${process.pid}-`));

  constructor(megabytes: number) {
    removeLeftovers();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'none', this.#folder], {
        stdio: 'pipe',
      });
    } catch (error) {
      rmSync(this.#folder, { recursive: true });
      throw error;
    }
  }

  /** Moves a folder here, with a link in its place. Nobody may work in it. */
  take(folder: string): void {
    const here = join(this.#folder, basename(folder));
    execFileSync('cp', ['-a', folder, here]);
    rmSync(folder, { recursive: true });
    symlinkSync(here, folder);
  }

  /** Leaves no byte free. */
  fill(): void {
    const ballast = openSync(this.#ballast, 'w');
    try {
      for (;;) writeSync(ballast, MEGABYTE);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(ballast);
    }
  }

  makeRoom(): void {
    rmSync(this.#ballast);
  }

  [Symbol.dispose](): void {
    unmount(this.#folder);
  }

  get #ballast(): string {
    return join(this.#folder, 'ballast');
  }
}

/** A test that needs one; where none can be made it is skipped, and its name says why. */
export function itOnSmallDisk(name: string, work: () => Promise<void>, timeout: number): void {
  const why = whyNone();
  if (why === undefined) it(name, work, timeout);
  else it.skip(`${name} (skipped: ${why})`, work);
}

function whyNone(): string | undefined {
  if ((process.env['STACK'] ?? 'embedded') !== 'embedded') return "the servers' files are not ours to move";
  try {
    new SmallDisk(1)[Symbol.dispose]();
    return undefined;
  } catch (error) {
    return `no file system can be mounted here: ${String((error as { stderr?: unknown }).stderr ?? error).trim()}`;
  }
}

/** Of runs that were killed before they could. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = name.split(NAME);
    if (pid !== undefined && !existsSync(`/proc/${parseInt(pid, 10)}`)) unmount(join(tmpdir(), name));
  }
}

/** Lazily: a process that outlived its stack must not keep it here. */
function unmount(folder: string): void {
  execFileSync('umount', ['--lazy', folder], { stdio: 'pipe' });
  rmSync(folder, { recursive: true });
}
