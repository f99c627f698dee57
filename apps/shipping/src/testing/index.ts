import { memoryTableStore, Staged, writeRows } from '@sagaworks/messaging/memory';
import type { Tx } from '@sagaworks/messaging';
import { AuthoriseReturnHandler } from '../authorise-return/authorise-return.handler.js';
import { AwaitParcelHandler } from '../await-parcel/await-parcel.handler.js';
import { BookShipmentHandler } from '../book-shipment/book-shipment.handler.js';
import { CancelReturnHandler } from '../cancel-return/cancel-return.handler.js';
import { CancelShipmentHandler } from '../cancel-shipment/cancel-shipment.handler.js';
import { DispatchShipmentHandler } from '../dispatch-shipment/dispatch-shipment.handler.js';
import { ReceiveParcelHandler } from '../receive-parcel/receive-parcel.handler.js';
import { Returns, type Return } from '../return.js';
import { returns, type ReturnKey } from '../return.store.js';
import type { Shipment } from '../shipment.js';
import { shipments } from '../shipment.store.js';

export type { Return } from '../return.js';
export type { Shipment } from '../shipment.js';
export type { ReceiveParcelReply } from '../receive-parcel/receive-parcel.handler.js';
export {
  carrier,
  type Booking,
  type BookingRequest,
  type BookRequest,
  type Cancellation,
  type Dispatch,
} from '../carrier/operations.js';

/** The tables of shipping, in memory. */
export class ShippingTables {
  readonly shipments = new Staged<string, Shipment>();
  readonly returns = new Staged<string, Return>();
}

/** The service's handlers over tables in memory: for simulations. */
export function shippingHandlers(tables: ShippingTables) {
  const shipmentStore = memoryTableStore(shipments, tables.shipments);
  const returnStore = new MemoryReturnStore(tables);
  return [
    new BookShipmentHandler(shipmentStore),
    new CancelShipmentHandler(shipmentStore),
    new DispatchShipmentHandler(shipmentStore),
    new AuthoriseReturnHandler(returnStore),
    new AwaitParcelHandler(returnStore),
    new ReceiveParcelHandler(returnStore),
    new CancelReturnHandler(returnStore),
  ];
}

class MemoryReturnStore {
  constructor(private readonly tables: ShippingTables) {}

  load(tx: Tx, keys: readonly ReturnKey[]): Promise<Returns> {
    const found = keys.flatMap((key) => this.#returns(tx, key));
    const shipped = keys.flatMap((key) =>
      'fulfilmentId' in key ? (this.tables.shipments.get(tx, key.fulfilmentId) ?? []) : [],
    );
    const dispatched = shipped.filter(({ dispatch }) => dispatch === 'dispatched');
    return Promise.resolve(new Returns(found, new Map(dispatched.map(({ sagaId, orderId }) => [sagaId, orderId]))));
  }

  save(tx: Tx, rows: Returns): void {
    writeRows(tx, this.tables.returns, returns, rows);
  }

  #returns(tx: Tx, key: ReturnKey): readonly Return[] {
    if ('sagaId' in key) return [this.tables.returns.get(tx, key.sagaId) ?? []].flat();
    return 'orderId' in key
      ? [...this.tables.returns.committed.values()].filter(({ orderId }) => orderId === key.orderId)
      : [];
  }
}
