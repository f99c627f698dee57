import type { PendingCall } from '../calls/call.js';
import type { OutgoingCalls } from '../calls/outgoing-calls.js';
import type { Tx } from '../runtime/database.js';

/** OutgoingCalls in the order of their commits, for a test or a simulation to take and answer. */
export class MemoryCalls implements OutgoingCalls {
  readonly #open: PendingCall[] = [];

  write(tx: Tx, calls: readonly PendingCall[]): void {
    tx.afterCommit(() => this.#open.push(...calls));
  }

  /** Those that nobody took. */
  get open(): readonly PendingCall[] {
    return this.#open;
  }

  /** Takes the oldest, as a caller does that makes the call. */
  take(): PendingCall | undefined {
    return this.#open.shift();
  }
}
