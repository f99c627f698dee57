import type { Intent } from '../calls/call.js';
import type { Intents } from '../calls/outgoing-calls.js';
import type { Tx } from '../runtime/database.js';

/** Intents in the order of their commits, for a test or a simulation to take and answer. */
export class MemoryIntents implements Intents {
  readonly #open: Intent[] = [];

  write(tx: Tx, intents: readonly Intent[]): void {
    tx.afterCommit(() => this.#open.push(...intents));
  }

  /** Those that nobody took. */
  get open(): readonly Intent[] {
    return this.#open;
  }

  /** Takes the oldest, as a caller does that makes the call. */
  take(): Intent | undefined {
    return this.#open.shift();
  }
}
