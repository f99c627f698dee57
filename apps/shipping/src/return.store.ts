import type { Store, Tx } from '@sagaworks/messaging';
import { Table } from '@sagaworks/messaging/postgres';
import { Returns, type Return } from './return.js';

/** A return by its saga, or by its order; or the saga that sent out what may come back. */
export type ReturnKey = { readonly sagaId: string } | { readonly orderId: string } | { readonly fulfilmentId: string };

export const returns = new Table<Return>({
  table: 'returns',
  key: ['sagaId'],
  columns: {
    sagaId: 'text',
    orderId: 'uuid',
    customerId: 'text',
    email: 'text',
    status: 'text',
    'awaited.step': { type: 'text', column: 'awaited_step' },
    'awaited.ask': { type: 'int', column: 'awaited_ask' },
  },
  once: ['orderId', 'customerId'],
});

const DISPATCHED = `SELECT saga_id, order_id FROM shipments WHERE saga_id = ANY($1::text[]) AND dispatch = 'dispatched'`;

/** Returns in PostgreSQL: two statements bring a batch in. */
export class ReturnStore implements Store<ReturnKey, Returns> {
  async load(tx: Tx, keys: readonly ReturnKey[]): Promise<Returns> {
    const named = (name: string) =>
      keys.flatMap((key) => (name in key ? [(key as Record<string, string>)[name]!] : []));
    const [rows, dispatched] = await Promise.all([
      returns.lock(tx, { sagaId: named('sagaId'), orderId: named('orderId') }),
      tx.sql<{ saga_id: string; order_id: string }>(DISPATCHED, [named('fulfilmentId')]),
    ]);
    return new Returns(rows, new Map(dispatched.map((row) => [row.saga_id, row.order_id])));
  }

  save(tx: Tx, rows: Returns): void {
    returns.write(tx, rows);
  }
}
