import { Injectable } from '@nestjs/common';
import type { Store, Tx } from '@sagaworks/messaging';
import { columns } from '@sagaworks/messaging/postgres';
import type { PlacedOrder } from './order.js';
import { Placing, type UsedKey } from './placing.js';
import { ProductStore } from './product.store.js';

/** An order that may be there already, or a key that may have been used. */
export type PlacingKey = { readonly orderId: string } | { readonly customerId: string; readonly key: string };

interface OrderRow {
  readonly id: string;
  readonly saga_id: string;
  readonly trace_id: string | null;
  readonly total_amount: string;
  readonly currency: string;
}
interface KeyRow extends OrderRow {
  readonly customer_id: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly used_at: Date;
}

const ORDERS = 'SELECT id, saga_id, trace_id, total_amount, currency FROM orders WHERE id = ANY($1::uuid[])';
// There is no row to lock before a key's first use: whoever uses it at the same time waits here, in one order for all.
const LOCK_KEYS = `
  SELECT pg_advisory_xact_lock(name) FROM (
    SELECT DISTINCT hashtextextended(customer_id || chr(31) || key, 0) AS name FROM unnest($1::text[], $2::text[]) AS asked (customer_id, key) ORDER BY name
  ) AS names`;
const KEYS = `
  SELECT k.customer_id, k.key, k.fingerprint, k.used_at, o.id, o.saga_id, o.trace_id, o.total_amount, o.currency
  FROM unnest($1::text[], $2::text[]) AS asked (customer_id, key) JOIN idempotency_keys k USING (customer_id, key) JOIN orders o ON o.id = k.order_id`;
const INSERT_ORDERS = `
  INSERT INTO orders (id, customer_id, email, saga_id, trace_id, lines, ship_to, total_amount, currency, placed_at)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::jsonb[], $7::jsonb[], $8::bigint[], $9::text[], $10::timestamptz[])`;
const PUT_KEYS = `
  INSERT INTO idempotency_keys (customer_id, key, fingerprint, order_id, used_at) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[])
  ON CONFLICT (customer_id, key) DO UPDATE SET fingerprint = excluded.fingerprint, order_id = excluded.order_id, used_at = excluded.used_at`;

/**
 * New orders in PostgreSQL: at most three statements bring a batch's questions in, at most two take its orders out. No
 * `Table`: orders are only added, and a key is locked by its name before it has a row.
 */
@Injectable()
export class OrderStore implements Store<PlacingKey, Placing> {
  constructor(private readonly products: ProductStore) {}

  async load(tx: Tx, keys: readonly PlacingKey[]): Promise<Placing> {
    const orderIds = keys.flatMap((key) => ('orderId' in key ? [key.orderId] : []));
    const named = keys.flatMap((key) => ('key' in key ? [[key.customerId, key.key]] : []));
    const orders = tx.sql<OrderRow>(ORDERS, [orderIds]);
    const used = named.length === 0 ? [] : this.#usedKeys(tx, columns(named));
    const catalogue = await this.products.catalogue();
    return new Placing(catalogue, (await orders).map(placedOf), (await used).map(usedOf));
  }

  save(tx: Tx, { newOrders, newKeys }: Placing): void {
    if (newOrders.length > 0) {
      void tx.sql(
        INSERT_ORDERS,
        columns(
          newOrders.map((order) => [
            order.orderId,
            order.customerId,
            order.email ?? null,
            order.sagaId,
            order.traceId ?? null,
            JSON.stringify(order.lines),
            JSON.stringify(order.shipTo),
            order.total.amount,
            order.total.currency,
            order.placedAt.toISOString(),
          ]),
        ),
      );
    }
    if (newKeys.size > 0) {
      void tx.sql(
        PUT_KEYS,
        columns(
          [...newKeys.values()].map(({ customerId, key, fingerprint, order, usedAt }) => [
            customerId,
            key,
            fingerprint,
            order.orderId,
            usedAt.toISOString(),
          ]),
        ),
      );
    }
  }

  #usedKeys(tx: Tx, named: unknown[][]): Promise<KeyRow[]> {
    void tx.sql(LOCK_KEYS, named);
    return tx.sql<KeyRow>(KEYS, named);
  }
}

const placedOf = (row: OrderRow): PlacedOrder => ({
  orderId: row.id,
  sagaId: row.saga_id,
  total: { amount: Number(row.total_amount), currency: row.currency },
  ...(row.trace_id === null ? {} : { traceId: row.trace_id }),
});

const usedOf = (row: KeyRow): UsedKey => ({
  customerId: row.customer_id,
  key: row.key,
  fingerprint: row.fingerprint,
  usedAt: row.used_at,
  order: placedOf(row),
});
