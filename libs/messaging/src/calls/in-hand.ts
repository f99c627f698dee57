import type { Logger } from '../runtime/logger.js';

/** Calls and answers under way, so that a stop can wait for them. */
export class InHand {
  readonly #work = new Set<Promise<void>>();

  constructor(private readonly log: Logger) {}

  get size(): number {
    return this.#work.size;
  }

  /** Resolves when all that is in hand now has ended. */
  get ended(): Promise<unknown> {
    return Promise.all(this.#work);
  }

  /** Resolves at its end, however it ends. */
  keep(work: Promise<void>): Promise<void> {
    const kept = work
      .catch((error: Error) =>
        this.log.error({ err: error }, 'a call failed where none can; it is tried again after a restart'),
      )
      .finally(() => this.#work.delete(kept));
    this.#work.add(kept);
    return kept;
  }
}
