import type { Store, Tx } from '@sagaworks/messaging';
import { columns } from '@sagaworks/messaging/postgres';
import { Refunds, type Refund } from './refund.js';

/** A refund by its saga, or the saga whose money it gives back. */
export type RefundKey = { readonly sagaId: string } | { readonly fulfilmentId: string };

interface Row {
  readonly saga_id: string;
  readonly order_id: string;
  readonly fulfilment_id: string;
  readonly amount: string;
  readonly currency: string;
  readonly status: Refund['status'];
}
type Taken = Pick<Row, 'saga_id' | 'amount' | 'currency'>;

const LOCK = `SELECT saga_id, order_id, fulfilment_id, amount, currency, status FROM refunds WHERE saga_id = ANY($1::text[]) ORDER BY saga_id FOR UPDATE`;
// The payment's row is the lock of its refund: it is not written, and two refunds of one payment come one after the other.
const TAKEN = `SELECT saga_id, amount, currency FROM payments WHERE saga_id = ANY($1::text[]) AND capture = 'captured' ORDER BY saga_id FOR UPDATE`;
const PUT = `
  INSERT INTO refunds (saga_id, order_id, fulfilment_id, amount, currency, status) SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::text[])
  ON CONFLICT (saga_id) DO UPDATE SET status = excluded.status`;

/** Refunds in PostgreSQL: two statements bring a batch in, one takes it out. A second refund of one payment fails its message. */
export class RefundStore implements Store<RefundKey, Refunds> {
  async load(tx: Tx, keys: readonly RefundKey[]): Promise<Refunds> {
    const sagaIds = keys.flatMap((key) => ('sagaId' in key ? [key.sagaId] : []));
    const fulfilments = keys.flatMap((key) => ('fulfilmentId' in key ? [key.fulfilmentId] : []));
    const [taken, rows] = await Promise.all([tx.sql<Taken>(TAKEN, [fulfilments]), tx.sql<Row>(LOCK, [sagaIds])]);
    return new Refunds(
      new Map(rows.map((row) => [row.saga_id, refundOf(row)])),
      new Map(taken.map((row) => [row.saga_id, moneyOf(row)])),
    );
  }

  save(tx: Tx, { changed }: Refunds): void {
    if (changed.length === 0) return;
    void tx.sql(
      PUT,
      columns(
        changed.map(({ sagaId, orderId, fulfilmentId, amount, status }) => [
          sagaId,
          orderId,
          fulfilmentId,
          amount.amount,
          amount.currency,
          status,
        ]),
      ),
    );
  }
}

const moneyOf = ({ amount, currency }: Taken) => ({ amount: Number(amount), currency });
const refundOf = (row: Row): Refund => ({
  sagaId: row.saga_id,
  orderId: row.order_id,
  fulfilmentId: row.fulfilment_id,
  amount: moneyOf(row),
  status: row.status,
});
