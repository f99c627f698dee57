import type { Tx } from '../runtime/database.js';
import type { WireRecord } from '../message/message.js';
import type { Outbox, OutboxEntry } from './outbox.js';

/** More unsent rows than this are a backlog, and prove nothing. */
export const PROOF_LIMIT = 64;

/**
 * What has to be sent before an entry. All locks of its transaction were held when its row was written, so every earlier row of
 * its keys was committed and visible to that statement: it had been sent, or is among `unsent`, or lies below the floor, where
 * all that is not sent was on its way already.
 */
export interface Proof {
  readonly generation: number;
  readonly floor: string;
  readonly unsent: readonly string[];
}

/** Who is told after the commit; the relay. */
export interface OutboxListener {
  /** Whether it can use a proof: worth the second look at the table only where the entry may be sent from memory. */
  readonly wantsProof: boolean;
  /** An id up to which nothing unsent is left that is not on its way: the second look begins behind it. */
  readonly floor: string;
  /** Grows when what was sent is unsent again: a proof from before then says nothing of it. */
  readonly generation: number;
  /** Without a proof the entry may only be sent in the order in which it is read from the table. */
  onWritten(entry: OutboxEntry, proof?: Proof): void;
}

const WRITE = 'INSERT INTO messaging.outbox (messages, records) VALUES ($1, $2) RETURNING id';
const WRITE_WITH_PROOF = `${WRITE}, ARRAY(SELECT id FROM messaging.outbox WHERE sent_at IS NULL AND id > $3 LIMIT ${PROOF_LIMIT + 1}) AS before`;

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
    const values = [records.length, JSON.stringify(records)];
    const { wantsProof, floor, generation } = this.listener;
    const rows = wantsProof ? tx.sql<Written>(WRITE_WITH_PROOF, [...values, floor]) : tx.sql<Written>(WRITE, values);
    rows.then(
      ([row]) => (written = row),
      () => undefined,
    );
    tx.afterCommit(() => {
      const { id, before } = written!;
      if (before === undefined || before.length > PROOF_LIMIT) this.listener.onWritten({ id, records });
      else this.listener.onWritten({ id, records }, { generation, floor, unsent: before });
    });
  }
}
