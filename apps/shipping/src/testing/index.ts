import { Staged } from '@sagaworks/messaging/memory';
import type { Tx } from '@sagaworks/messaging';
import { AuthoriseReturnHandler } from '../authorise-return/authorise-return.handler.js';
import { AwaitParcelHandler } from '../await-parcel/await-parcel.handler.js';
import { BookShipmentHandler } from '../book-shipment/book-shipment.handler.js';
import { CancelReturnHandler } from '../cancel-return/cancel-return.handler.js';
import { CancelShipmentHandler } from '../cancel-shipment/cancel-shipment.handler.js';
import { DispatchShipmentHandler } from '../dispatch-shipment/dispatch-shipment.handler.js';
import { ReceiveParcelHandler } from '../receive-parcel/receive-parcel.handler.js';
import { Returns, type Return } from '../return.js';
import type { ReturnKey } from '../return.store.js';
import { Shipments, type Shipment } from '../shipment.js';

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
  const [shipments, returns] = [new MemoryShipmentStore(tables), new MemoryReturnStore(tables)];
  return [
    new BookShipmentHandler(shipments),
    new CancelShipmentHandler(shipments),
    new DispatchShipmentHandler(shipments),
    new AuthoriseReturnHandler(returns),
    new AwaitParcelHandler(returns),
    new ReceiveParcelHandler(returns),
    new CancelReturnHandler(returns),
  ];
}

class MemoryShipmentStore {
  constructor(private readonly tables: ShippingTables) {}

  load(tx: Tx, sagaIds: readonly string[]): Promise<Shipments> {
    const found = sagaIds.flatMap((id) => this.tables.shipments.get(tx, id) ?? []);
    return Promise.resolve(new Shipments(new Map(found.map((shipment) => [shipment.sagaId, shipment]))));
  }

  save(tx: Tx, { added, changed }: Shipments): void {
    for (const shipment of [...added, ...changed]) this.tables.shipments.set(tx, shipment.sagaId, shipment);
  }
}

class MemoryReturnStore {
  constructor(private readonly tables: ShippingTables) {}

  load(tx: Tx, keys: readonly ReturnKey[]): Promise<Returns> {
    const found = keys.flatMap((key) => this.#returns(tx, key));
    const dispatched = keys.flatMap((key) =>
      'fulfilmentId' in key && this.tables.shipments.get(tx, key.fulfilmentId)?.dispatch === 'dispatched'
        ? [key.fulfilmentId]
        : [],
    );
    return Promise.resolve(new Returns(new Map(found.map((each) => [each.sagaId, each])), new Set(dispatched)));
  }

  save(tx: Tx, { changed }: Returns): void {
    for (const each of changed) this.tables.returns.set(tx, each.sagaId, each);
  }

  #returns(tx: Tx, key: ReturnKey): readonly Return[] {
    if ('sagaId' in key) return [this.tables.returns.get(tx, key.sagaId) ?? []].flat();
    return 'orderId' in key
      ? [...this.tables.returns.committed.values()].filter(({ orderId }) => orderId === key.orderId)
      : [];
  }
}
