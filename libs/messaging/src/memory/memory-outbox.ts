import type { Tx } from '../runtime/database.js';
import type { WireRecord } from '../message/message.js';
import type { Outbox } from '../outbox/outbox.js';
import { PRECEDENCE_LIMIT, type OutboxListener, type Precedence } from '../outbox/pg-outbox.js';
import { OutboxTable } from './outbox-table.js';

/** No relay: what is written stays in the table. */
const nobody: OutboxListener = { wantsPrecedence: false, floor: '0', epoch: 0, onWritten: () => undefined };

/** One row of the table for all that a transaction sends, as PostgreSQL's outbox writes it. */
export class MemoryOutbox implements Outbox {
  constructor(
    readonly table: OutboxTable = new OutboxTable(),
    private readonly listener: OutboxListener = nobody,
  ) {}

  write(tx: Tx, records: readonly WireRecord[]): void {
    if (records.length === 0) return;
    const { wantsPrecedence, floor, epoch } = this.listener;
    const unsent = wantsPrecedence ? this.table.unsentBehind(floor) : undefined;
    const id = this.table.insert(tx, records);
    const precedence: Precedence | undefined =
      unsent === undefined || unsent.length > PRECEDENCE_LIMIT ? undefined : { epoch, floor, unsent };
    tx.afterCommit(() => this.listener.onWritten({ id, records }, precedence));
  }
}
