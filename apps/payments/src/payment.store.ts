import type { Store, Tx } from '@sagaworks/messaging';
import { columns } from '@sagaworks/messaging/postgres';
import { Payments, type Payment } from './payment.js';

interface Row {
  readonly saga_id: string;
  readonly order_id: string;
  readonly amount: string;
  readonly currency: string;
  readonly payment_id: string | null;
  readonly authorisation: Payment['authorisation'];
  readonly capture: Payment['capture'];
  readonly voiding: Payment['voiding'];
}

const LOCK = `
  SELECT saga_id, order_id, amount, currency, payment_id, authorisation, capture, voiding FROM payments WHERE saga_id = ANY($1::text[]) ORDER BY saga_id FOR UPDATE`;
const INSERT = `
  INSERT INTO payments (saga_id, order_id, amount, currency, payment_id, authorisation, capture, voiding)
  SELECT * FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])`;
const UPDATE = `
  UPDATE payments SET payment_id = new.payment_id, authorisation = new.authorisation, capture = new.capture, voiding = new.voiding
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS new (saga_id, payment_id, authorisation, capture, voiding) WHERE payments.saga_id = new.saga_id`;

/** Payments in PostgreSQL, by saga id: one statement brings a batch in, at most two take it out. */
export class PaymentStore implements Store<string, Payments> {
  async load(tx: Tx, sagaIds: readonly string[]): Promise<Payments> {
    const rows = await tx.sql<Row>(LOCK, [sagaIds]);
    return new Payments(new Map(rows.map((row) => [row.saga_id, paymentOf(row)])));
  }

  save(tx: Tx, { added, changed }: Payments): void {
    if (added.length > 0) {
      void tx.sql(
        INSERT,
        columns(
          added.map((p) => [
            p.sagaId,
            p.orderId,
            p.amount.amount,
            p.amount.currency,
            p.paymentId ?? null,
            p.authorisation,
            p.capture,
            p.voiding,
          ]),
        ),
      );
    }
    if (changed.length > 0) {
      void tx.sql(
        UPDATE,
        columns(changed.map((p) => [p.sagaId, p.paymentId ?? null, p.authorisation, p.capture, p.voiding])),
      );
    }
  }
}

const paymentOf = (row: Row): Payment => ({
  sagaId: row.saga_id,
  orderId: row.order_id,
  amount: { amount: Number(row.amount), currency: row.currency },
  ...(row.payment_id === null ? {} : { paymentId: row.payment_id }),
  authorisation: row.authorisation,
  capture: row.capture,
  voiding: row.voiding,
});
