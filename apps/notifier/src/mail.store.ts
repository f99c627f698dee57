import type { Store, Tx } from '@sagaworks/messaging';
import { columns } from '@sagaworks/messaging/postgres';
import { mailKey, Mails, type Mail } from './mail.js';

interface Row {
  readonly order_id: string;
  readonly kind: Mail['kind'];
  readonly to: string;
  readonly status: Mail['status'];
}

const LOCK = `SELECT order_id, kind, "to", status FROM mails WHERE order_id = ANY($1::uuid[]) ORDER BY order_id, kind FOR UPDATE`;
const INSERT = `INSERT INTO mails (order_id, kind, "to", status) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])`;
const UPDATE = `
  UPDATE mails SET status = new.status FROM unnest($1::uuid[], $2::text[], $3::text[]) AS new (order_id, kind, status)
  WHERE mails.order_id = new.order_id AND mails.kind = new.kind`;

/** Mails in PostgreSQL, by order id: one statement brings a batch in, at most two take it out. */
export class MailStore implements Store<string, Mails> {
  async load(tx: Tx, orderIds: readonly string[]): Promise<Mails> {
    if (orderIds.length === 0) return new Mails(new Map());
    const rows = await tx.sql<Row>(LOCK, [orderIds]);
    return new Mails(
      new Map(rows.map(({ order_id: orderId, ...mail }) => [mailKey(orderId, mail.kind), { orderId, ...mail }])),
    );
  }

  save(tx: Tx, { added, changed }: Mails): void {
    if (added.length > 0)
      void tx.sql(INSERT, columns(added.map(({ orderId, kind, to, status }) => [orderId, kind, to, status])));
    if (changed.length > 0)
      void tx.sql(UPDATE, columns(changed.map(({ orderId, kind, status }) => [orderId, kind, status])));
  }
}
