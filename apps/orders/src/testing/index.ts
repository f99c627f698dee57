import { Staged } from '@sagaworks/messaging/memory';
import type { LoadedSagas, Store, Tx } from '@sagaworks/messaging';
import { ReturnOrderHandler } from '../return-order/return-order.handler.js';
import { CancelOrderHandler } from '../cancel-order/cancel-order.handler.js';
import { OrderCancelledHandler } from '../end-order/order-cancelled.handler.js';
import { OrderFulfilledHandler } from '../end-order/order-fulfilled.handler.js';
import { OrderNeedsAttentionHandler } from '../end-order/order-needs-attention.handler.js';
import { Endings, type Ending } from '../end-order/ending.js';
import type { NewOrder } from '../order.js';
import type { OrderStore, PlacingKey } from '../order.store.js';
import { PlaceOrderHandler } from '../place-order/place-order.handler.js';
import { Placing, type UsedKey } from '../placing.js';
import type { Catalogue } from '../product.js';

export { fulfilOrder } from '../fulfil-order/fulfil-order.saga.js';
export { returnOrder } from '../return-order/return-order.saga.js';
export type { CancelOrderReply } from '../cancel-order/cancel-order.handler.js';
export type { ReturnOrderReply } from '../return-order/return-order.handler.js';
export type { PlaceOrderReply } from '../place-order/place-order.handler.js';
export type { Catalogue } from '../product.js';

/** An order's row. */
export interface StoredOrder extends NewOrder {
  readonly ending?: Ending;
}

/** The tables of orders, in memory. */
export class OrderTables {
  readonly orders = new Staged<string, StoredOrder>();
  readonly keys = new Staged<string, UsedKey>();

  constructor(readonly catalogue: Catalogue) {}
}

/** The service's handlers over tables in memory: for simulations. */
export function ordersHandlers(tables: OrderTables, sagas: Store<string, LoadedSagas>) {
  const endings = new MemoryEndingStore(tables);
  return [
    // What the compiler would hold against it is private to the other.
    new PlaceOrderHandler(new MemoryOrderStore(tables) as unknown as OrderStore),
    new CancelOrderHandler(sagas),
    new ReturnOrderHandler(sagas),
    new OrderFulfilledHandler(endings),
    new OrderCancelledHandler(endings),
    new OrderNeedsAttentionHandler(endings),
  ];
}

class MemoryOrderStore implements Pick<OrderStore, 'load' | 'save'> {
  constructor(private readonly tables: OrderTables) {}

  load(tx: Tx, keys: readonly PlacingKey[]): Promise<Placing> {
    const orders = keys.flatMap((key) => ('orderId' in key ? (this.tables.orders.get(tx, key.orderId) ?? []) : []));
    const used = keys.flatMap((key) => ('key' in key ? (this.tables.keys.get(tx, nameOf(key)) ?? []) : []));
    return Promise.resolve(new Placing(this.tables.catalogue, orders, used));
  }

  save(tx: Tx, { newOrders, newKeys }: Placing): void {
    for (const order of newOrders) this.tables.orders.set(tx, order.orderId, order);
    for (const key of newKeys.values()) this.tables.keys.set(tx, nameOf(key), key);
  }
}

class MemoryEndingStore {
  constructor(private readonly tables: OrderTables) {}

  load(): Promise<Endings> {
    return Promise.resolve(new Endings());
  }

  /** What is fulfilled or cancelled stays so. */
  save(tx: Tx, { all }: Endings): void {
    for (const ending of all) {
      const order = this.tables.orders.get(tx, ending.orderId);
      if (order !== undefined && (order.ending?.status ?? 'needs-attention') === 'needs-attention')
        this.tables.orders.set(tx, ending.orderId, { ...order, ending });
    }
  }
}

const nameOf = ({ customerId, key }: { readonly customerId: string; readonly key: string }): string =>
  JSON.stringify([customerId, key]);
