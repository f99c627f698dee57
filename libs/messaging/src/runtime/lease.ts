import type { Logger } from './logger.js';
import { Loop, type Trouble } from './loop.js';

/** Something that is one process's as long as it goes on asking for it: to lead, to be alive. */
export interface LeasePorts<Right> {
  /** Makes what asking needs, e.g. a connection. @default nothing */
  prepare?(): Promise<void>;
  /**
   * Asks for it, or to go on having it; `undefined`: it is somebody else's, or what was `held` is no more. Where it
   * can't be asked this rejects, and what is held runs out by itself.
   */
  ask(held: Right | undefined): Promise<Right | undefined>;
  onGain(right: Right): void;
  onLose(right: Right): void;
  /** At each further time that it was asked for and is still ours. */
  onRenew(right: Right): void;
}

export interface LeaseOptions {
  /** What it is for, for the log: `cannot ask to ${name}; trying again`. */
  readonly name: string;
  /** Milliseconds that it lasts from when it was last asked for. */
  readonly lastsMs: number;
  /** Milliseconds between two askings. */
  readonly everyMs: number;
  readonly log: Logger;
}

/** Between tries to ask, at most: whoever waits longer is waited for longer. */
const LONGEST_RETRY_MS = 1_000;

/**
 * Holds a right by renewing it. Whether it is held is told by the monotonic clock, counted from before the last
 * successful asking: a process that stood still knows at once, without asking anybody.
 */
export class Lease<Right> {
  readonly #loop: Loop;
  #right: Right | undefined;
  #validUntil = 0;

  constructor(
    private readonly ports: LeasePorts<Right>,
    private readonly options: LeaseOptions,
  ) {
    const { name, log } = options;
    this.#loop = new Loop(() => this.#ask(), {
      does: `ask to ${name}`,
      log,
      retryMs: 200,
      longestRetryMs: LONGEST_RETRY_MS,
    });
  }

  get held(): Right | undefined {
    return performance.now() < this.#validUntil ? this.#right : undefined;
  }

  /** Since when it could not be asked for, and why. */
  get trouble(): Trouble | undefined {
    return this.#loop.trouble;
  }

  /** Resolves when it was asked for once, or could not be. */
  start(): Promise<void> {
    return this.#loop.start();
  }

  /** Somebody else may have let go of it. */
  wake(): void {
    this.#loop.wake();
  }

  /** It is gone, e.g. with the connection that it was bound to; it is asked for anew. */
  lose(): void {
    this.#drop();
    this.#loop.wake();
  }

  /** Asks no more, and has it give back what is still held; only then is it lost. */
  async stop(giveBack: (right: Right) => Promise<void>): Promise<void> {
    await this.#loop.stop();
    const right = this.#right;
    if (right !== undefined) await giveBack(right).catch(() => undefined);
    this.#drop();
  }

  async #ask(): Promise<number> {
    await this.ports.prepare?.();
    const held = this.#right;
    const asked = performance.now();
    const right = await this.ports.ask(held);
    if (held !== this.#right) return 0;
    if (right === undefined) {
      this.#drop();
      return held === undefined ? this.options.everyMs : 0;
    }
    this.#right = right;
    this.#validUntil = asked + this.options.lastsMs;
    if (held === undefined) this.ports.onGain(right);
    else this.ports.onRenew(right);
    return this.options.everyMs;
  }

  #drop(): void {
    const right = this.#right;
    if (right === undefined) return;
    this.#right = undefined;
    this.#validUntil = 0;
    this.ports.onLose(right);
  }
}
