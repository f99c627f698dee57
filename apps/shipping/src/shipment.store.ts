import { Table, tableStore } from '@sagaworks/messaging/postgres';
import type { Shipment } from './shipment.js';

export const shipments = new Table<Shipment>({
  table: 'shipments',
  key: ['sagaId'],
  columns: {
    sagaId: 'text',
    orderId: 'uuid',
    'parcel.shipmentId': 'text',
    'parcel.trackingNumber': 'text',
    booking: 'text',
    dispatch: 'text',
    cancellation: 'text',
  },
  once: ['orderId'],
});

/** Shipments in PostgreSQL, by saga id. */
export class ShipmentStore extends tableStore(shipments, 'sagaId') {}
