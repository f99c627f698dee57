import type { Store, Tx } from '@sagaworks/messaging';
import { columns } from '@sagaworks/messaging/postgres';
import { Shipments, type Shipment } from './shipment.js';

interface Row {
  readonly saga_id: string;
  readonly order_id: string;
  readonly shipment_id: string | null;
  readonly tracking_number: string | null;
  readonly booking: Shipment['booking'];
  readonly dispatch: Shipment['dispatch'];
  readonly cancellation: Shipment['cancellation'];
}

const LOCK = `
  SELECT saga_id, order_id, shipment_id, tracking_number, booking, dispatch, cancellation FROM shipments WHERE saga_id = ANY($1::text[]) ORDER BY saga_id FOR UPDATE`;
const INSERT = `
  INSERT INTO shipments (saga_id, order_id, shipment_id, tracking_number, booking, dispatch, cancellation)
  SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])`;
const UPDATE = `
  UPDATE shipments SET shipment_id = new.shipment_id, tracking_number = new.tracking_number, booking = new.booking, dispatch = new.dispatch, cancellation = new.cancellation
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS new (saga_id, shipment_id, tracking_number, booking, dispatch, cancellation)
  WHERE shipments.saga_id = new.saga_id`;

/** Shipments in PostgreSQL, by saga id: one statement brings a batch in, at most two take it out. */
export class ShipmentStore implements Store<string, Shipments> {
  async load(tx: Tx, sagaIds: readonly string[]): Promise<Shipments> {
    const rows = await tx.sql<Row>(LOCK, [sagaIds]);
    return new Shipments(new Map(rows.map((row) => [row.saga_id, shipmentOf(row)])));
  }

  save(tx: Tx, { added, changed }: Shipments): void {
    if (added.length > 0)
      void tx.sql(INSERT, columns(added.map((each) => [each.sagaId, each.orderId, ...stateOf(each)])));
    if (changed.length > 0) void tx.sql(UPDATE, columns(changed.map((each) => [each.sagaId, ...stateOf(each)])));
  }
}

const stateOf = ({ parcel, booking, dispatch, cancellation }: Shipment): readonly unknown[] => [
  parcel?.shipmentId ?? null,
  parcel?.trackingNumber ?? null,
  booking,
  dispatch,
  cancellation,
];

const shipmentOf = (row: Row): Shipment => ({
  sagaId: row.saga_id,
  orderId: row.order_id,
  booking: row.booking,
  dispatch: row.dispatch,
  cancellation: row.cancellation,
  ...(row.shipment_id === null || row.tracking_number === null
    ? {}
    : { parcel: { shipmentId: row.shipment_id, trackingNumber: row.tracking_number } }),
});
