import { ShipmentDispatched } from '@sagaworks/contracts';
import { Handles, type Context, type DataOf, type Handler, type Message, ofSaga, sagaIdOf } from '@sagaworks/messaging';
import { Injectable } from '@nestjs/common';
import type { Stock } from '../stock.js';
import { StockStore, type StockKey } from '../stock.store.js';

type Dispatched = DataOf<typeof ShipmentDispatched>;

/** Turns an order's hold into shipped once its parcel has left. */
@Injectable()
@Handles(ShipmentDispatched)
export class ShipmentDispatchedHandler implements Handler<typeof ShipmentDispatched, Stock, StockKey> {
  constructor(readonly store: StockStore) {}

  needs(_: Dispatched, message: Message<Dispatched>): StockKey[] {
    return [{ sagaId: sagaIdOf(message) }];
  }

  decide({ orderId }: Dispatched, stock: Stock, { message }: Context<Dispatched>): void {
    ofSaga(stock, message, 'orderId');
    stock.ship(orderId, sagaIdOf(message));
  }
}
