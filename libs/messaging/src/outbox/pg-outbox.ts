import type { Tx } from '../handler/handler.js';
import type { WireRecord } from '../message/message.js';
import type { Outbox, OutboxEntry } from './outbox.js';

/** Who is told after the commit; the relay. */
export interface OutboxListener {
  /** Whether it can use a proof of order: worth the second look at the table only where the entry may be sent from memory. */
  readonly wantsProof: boolean;
  /**
   * `unsentBefore` proves what has to be sent before this entry. All locks of the transaction were held when its row was written, so
   * every earlier row of its keys was committed and visible to that statement: it had been sent, or is among `unsentBefore`.
   * Absent where there is no proof: the entry may only be sent in the order in which it is read from the table.
   */
  onWritten(entry: OutboxEntry, unsentBefore?: readonly string[]): void;
}

/** More unsent rows than this are no proof but a backlog. */
const PROOF_LIMIT = 64;

const WRITE = 'INSERT INTO messaging.outbox (messages, records) VALUES ($1, $2) RETURNING id';
const WRITE_WITH_PROOF = `${WRITE}, ARRAY(SELECT id FROM messaging.outbox WHERE sent_at IS NULL LIMIT ${PROOF_LIMIT + 1}) AS before`;

interface Written {
  readonly id: string;
  readonly before?: readonly string[];
}

/** One row for all that a transaction sends. */
export class PgOutbox implements Outbox {
  constructor(private readonly listener: OutboxListener) {}

  write(tx: Tx, records: readonly WireRecord[]): void {
    if (records.length === 0) return;
    let written: Written | undefined;
    const rows = tx.sql<Written>(this.listener.wantsProof ? WRITE_WITH_PROOF : WRITE, [records.length, JSON.stringify(records)]);
    rows.then(([row]) => (written = row), () => undefined);
    tx.afterCommit(() => {
      const { id, before } = written!;
      if (before === undefined || before.length > PROOF_LIMIT) this.listener.onWritten({ id, records });
      else this.listener.onWritten({ id, records }, before);
    });
  }
}
