import type { Logger } from './logger.js';
import { pause } from './pause.js';

export interface LoopOptions {
  /** What it does, for the log: `cannot ${does}; trying again`. Told once, not at each failure in a row. */
  readonly does: string;
  readonly log: Logger;
  /**
   * Milliseconds to wait after a failure, which nobody cuts short; it doubles with each further failure.
   * @default 250
   */
  readonly retryMs?: number;
  /** Milliseconds to wait after a failure, at most. @default 10_000 */
  readonly longestRetryMs?: number;
  /** By which share a pause is made longer or shorter at random, so that instances do not act in step. @default 0 */
  readonly jitter?: number;
}

/** Since when, by the monotonic clock, and at what the steps of a loop fail. */
export interface Trouble {
  readonly since: number;
  readonly error: Error;
}

interface Run {
  readonly stopping: AbortController;
  readonly looked: Promise<void>;
  readonly ended: Promise<void>;
}

/**
 * Does one step after the other, with the pause that each asks for, from `start` to `stop`. A step that rejects or
 * throws is told and tried again later: nothing but `stop` ends a loop. Whoever has work for it wakes it, and cuts the
 * pause short.
 */
export class Loop {
  #waking = new AbortController();
  #run: Run | undefined;
  #trouble: Trouble | undefined;

  /**
   * `step` resolves to the milliseconds until the next one; `stopping` tells one that waits that nobody waits for it
   * any more.
   */
  constructor(
    private readonly step: (stopping: AbortSignal) => Promise<number>,
    private readonly options: LoopOptions,
  ) {}

  get stopped(): boolean {
    return this.#run?.stopping.signal.aborted ?? true;
  }

  /** Why the last step failed, and since when all have; `undefined` when it did not. */
  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  /** Resolves when the first step has ended, well or not. Once stopped, it may be started again. */
  start(): Promise<void> {
    if (this.#run === undefined) {
      const stopping = new AbortController();
      const { promise: looked, resolve } = Promise.withResolvers<void>();
      this.#run = { stopping, looked, ended: this.#work(stopping.signal, resolve) };
    }
    return this.#run.looked;
  }

  /** Also while a step is under way: the next one follows at once. */
  wake(): void {
    this.#waking.abort();
  }

  /** Finishes the step in hand. */
  async stop(): Promise<void> {
    this.#run?.stopping.abort();
    this.wake();
    await this.#run?.ended;
    this.#run = undefined;
  }

  async #work(stopping: AbortSignal, looked: () => void): Promise<void> {
    for (let failures = 0; !stopping.aborted; ) {
      this.#waking = new AbortController();
      const { signal } = this.#waking;
      const wait = await this.#try(stopping);
      looked();
      failures = wait === undefined ? failures + 1 : 0;
      if (wait === undefined) await this.#pauseAfter(failures, stopping, signal);
      else if (!stopping.aborted) await pause(this.#spread(wait), signal);
    }
  }

  async #try(stopping: AbortSignal): Promise<number | undefined> {
    try {
      const wait = await this.step(stopping);
      this.#trouble = undefined;
      return wait;
    } catch (error) {
      if (!stopping.aborted) this.#tell(error as Error);
      return undefined;
    }
  }

  /** A wake cuts it short, but not below the shortest: what fails and wakes itself would spin. */
  async #pauseAfter(failures: number, stopping: AbortSignal, waking: AbortSignal): Promise<void> {
    const { retryMs = 250, longestRetryMs = 10_000 } = this.options;
    const wait = Math.min(retryMs * 2 ** (failures - 1), longestRetryMs);
    await pause(this.#spread(Math.min(wait, retryMs)), stopping);
    if (!stopping.aborted) await pause(this.#spread(wait - Math.min(wait, retryMs)), waking);
  }

  #spread(milliseconds: number): number {
    const { jitter = 0 } = this.options;
    return jitter === 0 ? milliseconds : milliseconds * (1 + jitter * (2 * Math.random() - 1));
  }

  /** A log that fails must not end what it tells of. */
  #tell(error: Error): void {
    const first = this.#trouble === undefined;
    this.#trouble = { since: this.#trouble?.since ?? performance.now(), error };
    try {
      if (first) this.options.log.warn({ err: error }, `cannot ${this.options.does}; trying again`);
    } catch {
      // Told by `trouble` all the same.
    }
  }
}
