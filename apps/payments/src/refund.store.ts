import type { Store, Tx } from '@sagaworks/messaging';
import { Table } from '@sagaworks/messaging/postgres';
import { Refunds, type Refund, type Taken } from './refund.js';

/** A refund by its saga, or the saga whose money it gives back. */
export type RefundKey = { readonly sagaId: string } | { readonly fulfilmentId: string };

export const refunds = new Table<Refund>({
  table: 'refunds',
  key: ['sagaId'],
  columns: {
    sagaId: 'text',
    orderId: 'uuid',
    fulfilmentId: 'text',
    'amount.amount': 'bigint',
    'amount.currency': 'text',
    status: 'text',
  },
  once: ['orderId', 'fulfilmentId'],
});

// The payment's row is the lock of its refund: it is not written, and two refunds of one
// payment come one after the other.
const TAKEN = `SELECT saga_id, order_id, amount, currency FROM payments WHERE saga_id = ANY($1::text[]) AND capture = 'captured' ORDER BY saga_id FOR UPDATE`;

/** Refunds in PostgreSQL: two statements bring a batch in. A second refund of one payment fails its message. */
export class RefundStore implements Store<RefundKey, Refunds> {
  async load(tx: Tx, keys: readonly RefundKey[]): Promise<Refunds> {
    const sagaId = keys.flatMap((key) => ('sagaId' in key ? [key.sagaId] : []));
    const fulfilments = keys.flatMap((key) => ('fulfilmentId' in key ? [key.fulfilmentId] : []));
    const [taken, rows] = await Promise.all([
      tx.sql<{ saga_id: string; order_id: string; amount: string; currency: string }>(TAKEN, [fulfilments]),
      refunds.lock(tx, { sagaId }),
    ]);
    const money = taken.map((row): [string, Taken] => [
      row.saga_id,
      { orderId: row.order_id, amount: { amount: Number(row.amount), currency: row.currency } },
    ]);
    return new Refunds(rows, new Map(money));
  }

  save(tx: Tx, rows: Refunds): void {
    refunds.write(tx, rows);
  }
}
