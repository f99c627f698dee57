import type { Tx } from '../runtime/database.js';
import type { WireRecord } from '../message/message.js';

/** All that one transaction sends, in order. */
export interface OutboxEntry {
  /** Database identity: per message key, number order is commit order. */
  readonly id: string;
  readonly records: readonly WireRecord[];
}

/** Where a transaction leaves what it sends; the relay takes it from there. */
export interface Outbox {
  /** Written last, after all locks are held. After the commit the relay is woken with the entry. */
  write(tx: Tx, records: readonly WireRecord[]): void;
}
