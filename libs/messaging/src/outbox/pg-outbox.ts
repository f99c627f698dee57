import type { Tx } from '../runtime/database.js';
import type { WireRecord } from '../message/message.js';
import type { Outbox, OutboxEntry } from './outbox.js';

/** More unsent rows than this are a backlog, and tell no precedence. */
export const PRECEDENCE_LIMIT = 64;

/**
 * What has to be sent before an entry. All locks of its transaction were held when its row was written, so every
 * earlier row of its keys was committed and visible to that statement: it had been sent, or is among `unsent`, or lies
 * below the floor, where all that is not sent was on its way already.
 */
export interface Precedence {
  readonly epoch: number;
  readonly floor: string;
  readonly unsent: readonly string[];
}

/** Who is told after the commit; the relay. */
export interface OutboxListener {
  /**
   * Whether it can use a precedence: worth the second look at the table only where the entry may be sent from memory.
   */
  readonly wantsPrecedence: boolean;
  /** An id up to which nothing unsent is left that is not on its way: the second look begins behind it. */
  readonly floor: string;
  /** Grows when what was sent is unsent again: a precedence from before then says nothing of it. */
  readonly epoch: number;
  /** Without a precedence the entry may only be sent in the order in which it is read from the table. */
  onWritten(entry: OutboxEntry, precedence?: Precedence): void;
}

const WRITE = 'INSERT INTO messaging.outbox (messages, records) VALUES ($1, $2) RETURNING id';
const WRITE_WITH_PRECEDENCE = `${WRITE}, ARRAY(SELECT id FROM messaging.outbox WHERE sent_at IS NULL AND id > $3 LIMIT ${PRECEDENCE_LIMIT + 1}) AS before`;

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
    const { wantsPrecedence, floor, epoch } = this.listener;
    const rows = wantsPrecedence
      ? tx.sql<Written>(WRITE_WITH_PRECEDENCE, [...values, floor])
      : tx.sql<Written>(WRITE, values);
    rows.then(
      ([row]) => (written = row),
      () => undefined,
    );
    tx.afterCommit(() => {
      const { id, before } = written!;
      if (before === undefined || before.length > PRECEDENCE_LIMIT) this.listener.onWritten({ id, records });
      else this.listener.onWritten({ id, records }, { epoch, floor, unsent: before });
    });
  }
}
