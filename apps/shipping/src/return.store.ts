import type { Store, Tx } from '@sagaworks/messaging';
import { columns } from '@sagaworks/messaging/postgres';
import { Returns, type Return } from './return.js';

/** A return by its saga, or by its order; or the saga that sent out what may come back. */
export type ReturnKey = { readonly sagaId: string } | { readonly orderId: string } | { readonly fulfilmentId: string };

interface Row {
  readonly saga_id: string;
  readonly order_id: string;
  readonly customer_id: string | null;
  readonly email: string | null;
  readonly status: Return['status'];
  readonly awaited_step: string | null;
  readonly awaited_ask: number | null;
}

const LOCK = `
  SELECT saga_id, order_id, customer_id, email, status, awaited_step, awaited_ask FROM returns
  WHERE saga_id = ANY($1::text[]) OR order_id = ANY($2::uuid[]) ORDER BY saga_id FOR UPDATE`;
const DISPATCHED = `SELECT saga_id FROM shipments WHERE saga_id = ANY($1::text[]) AND dispatch = 'dispatched'`;
const PUT = `
  INSERT INTO returns (saga_id, order_id, customer_id, email, status, awaited_step, awaited_ask)
  SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[])
  ON CONFLICT (saga_id) DO UPDATE SET status = excluded.status, awaited_step = excluded.awaited_step, awaited_ask = excluded.awaited_ask`;

/** Returns in PostgreSQL: two statements bring a batch in, one takes it out. */
export class ReturnStore implements Store<ReturnKey, Returns> {
  async load(tx: Tx, keys: readonly ReturnKey[]): Promise<Returns> {
    const named = (name: string) => keys.flatMap((key) => (name in key ? [(key as Record<string, string>)[name]] : []));
    const [rows, dispatched] = await Promise.all([
      tx.sql<Row>(LOCK, [named('sagaId'), named('orderId')]),
      tx.sql<{ saga_id: string }>(DISPATCHED, [named('fulfilmentId')]),
    ]);
    return new Returns(
      new Map(rows.map((row) => [row.saga_id, returnOf(row)])),
      new Set(dispatched.map((row) => row.saga_id)),
    );
  }

  save(tx: Tx, { changed }: Returns): void {
    if (changed.length === 0) return;
    void tx.sql(
      PUT,
      columns(
        changed.map(({ sagaId, orderId, customerId, email, status, awaited }) => [
          sagaId,
          orderId,
          customerId ?? null,
          email ?? null,
          status,
          awaited?.step ?? null,
          awaited?.ask ?? null,
        ]),
      ),
    );
  }
}

const returnOf = (row: Row): Return => ({
  sagaId: row.saga_id,
  orderId: row.order_id,
  status: row.status,
  ...(row.customer_id === null ? {} : { customerId: row.customer_id }),
  ...(row.email === null ? {} : { email: row.email }),
  ...(row.awaited_step === null || row.awaited_ask === null
    ? {}
    : { awaited: { step: row.awaited_step, ask: row.awaited_ask } }),
});
