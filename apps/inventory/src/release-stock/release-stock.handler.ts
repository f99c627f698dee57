import { ReleaseStock, ReserveStock } from '@sagaworks/contracts';
import {
  Handles,
  type Context,
  type DataOf,
  type Handler,
  type Message,
  type OutgoingMessage,
  ofSaga,
  sagaIdOf,
} from '@sagaworks/messaging';
import { Injectable } from '@nestjs/common';
import type { Stock } from '../stock.js';
import { StockStore, type StockKey } from '../stock.store.js';

type Request = DataOf<typeof ReleaseStock>;

/** Gives an order's hold back. */
@Injectable()
@Handles(ReleaseStock, { undoes: [ReserveStock] })
export class ReleaseStockHandler implements Handler<typeof ReleaseStock, Stock, StockKey> {
  constructor(readonly store: StockStore) {}

  needs(_: Request, message: Message<Request>): StockKey[] {
    return [{ sagaId: sagaIdOf(message) }];
  }

  decide({ orderId }: Request, stock: Stock, { message }: Context<Request>): OutgoingMessage {
    ofSaga(stock, message, 'orderId');
    return stock.release(orderId, sagaIdOf(message));
  }
}
