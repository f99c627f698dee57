import { RestockOrder } from '@sagaworks/contracts';
import {
  Handles,
  insistSame,
  type Context,
  type DataOf,
  type Handler,
  type OutgoingMessage,
} from '@sagaworks/messaging';
import { Injectable } from '@nestjs/common';
import type { Stock } from '../stock.js';
import { StockStore, type StockKey } from '../stock.store.js';

type Request = DataOf<typeof RestockOrder>;

/**
 * Puts what an order had shipped back on the shelf. There is no "no": what cannot be restocked
 * is a failure for people to see.
 */
@Injectable()
@Handles(RestockOrder)
export class RestockOrderHandler implements Handler<typeof RestockOrder, Stock, StockKey> {
  constructor(readonly store: StockStore) {}

  needs({ fulfilmentId }: Request): StockKey[] {
    return [{ sagaId: fulfilmentId }];
  }

  decide({ orderId, fulfilmentId }: Request, stock: Stock, { message }: Context<Request>): OutgoingMessage {
    insistSame(fulfilmentId, message, 'orderId', stock.find(fulfilmentId));
    return stock.restock(orderId, fulfilmentId);
  }
}
