import type { Tx } from '@sagaworks/messaging';
import type { Operation, OperationLog } from './operations.js';

export interface OperationRow<Op extends Operation> {
  readonly operation: Op;
  readonly fingerprint: string | null;
}

/** Reads and writes the operations of one party. */
export class OperationStore<Op extends Operation> {
  /** For a look-up outside a batch. */
  readonly select: string;

  constructor(private readonly table: 'card_operations' | 'carrier_operations') {
    this.select = `SELECT answer AS operation, fingerprint FROM ${table} WHERE key = ANY($1::text[])`;
  }

  load(tx: Pick<Tx, 'sql'>, keys: readonly string[]): Promise<OperationRow<Op>[]> {
    return tx.sql<OperationRow<Op>>(this.select, [keys]);
  }

  save(tx: Pick<Tx, 'sql'>, { added }: OperationLog<Op>): void {
    if (added.length === 0) return;
    void tx.sql(
      `INSERT INTO ${this.table} (key, fingerprint, answer) SELECT * FROM unnest($1::text[], $2::text[], $3::json[])`,
      [
        added.map(({ operation }) => operation.key),
        added.map(({ fingerprint }) => fingerprint),
        added.map(({ operation }) => JSON.stringify(operation)),
      ],
    );
  }
}
