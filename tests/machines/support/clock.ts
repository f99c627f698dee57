import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PLACES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib', '/usr/local/lib'];
const FAKETIME = [
  process.env['LIBFAKETIME'] ?? '',
  ...PLACES.map((place) => `${place}/faketime/libfaketime.so.1`),
].find((path) => existsSync(path));
const PRELOADED = fileURLToPath(new URL('shifted-clock.mjs', import.meta.url));

/**
 * The wall clock of a process, for a test to put wrong while it runs; the monotonic clock goes on,
 * as when a machine's clock is set.
 */
export class Clock implements Disposable {
  /** By libfaketime where that is installed or named by LIBFAKETIME, else in JavaScript. */
  static readonly means = FAKETIME === undefined ? 'JavaScript' : 'libfaketime';
  readonly #folder = mkdtempSync(join(tmpdir(), 'sagaworks-clock-'));

  constructor() {
    this.set(0);
  }

  /** What the process must be started with. */
  get env(): Record<string, string> {
    if (FAKETIME === undefined) return { CLOCK_FILE: this.#file, NODE_OPTIONS: `--import ${PRELOADED}` };
    return {
      LD_PRELOAD: FAKETIME,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** The clock is wrong by this many seconds from now on. */
  set(seconds: number): void {
    // Never half written for whoever reads it meanwhile.
    writeFileSync(`${this.#file}.next`, `${seconds < 0 ? '' : '+'}${seconds}`);
    renameSync(`${this.#file}.next`, this.#file);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #file(): string {
    return join(this.#folder, 'clock');
  }
}
