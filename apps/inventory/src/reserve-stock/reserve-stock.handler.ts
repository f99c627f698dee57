import { ReserveStock } from '@sagaworks/contracts';
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

type Request = DataOf<typeof ReserveStock>;

/** Holds stock for every line of an order, or says which line it could not hold. */
@Injectable()
@Handles(ReserveStock, { retry: { until: '30s' } })
export class ReserveStockHandler implements Handler<typeof ReserveStock, Stock, StockKey> {
  constructor(readonly store: StockStore) {}

  needs({ lines }: Request, message: Message<Request>): StockKey[] {
    return [{ sagaId: sagaIdOf(message) }, ...lines.map(({ sku }) => ({ sku }))];
  }

  decide(request: Request, stock: Stock, context: Context<Request>): OutgoingMessage {
    ofSaga(stock, context.message, 'orderId');
    return stock.reserve(request, sagaIdOf(context.message), context);
  }
}
