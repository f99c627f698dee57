import { Injectable } from '@nestjs/common';
import { PlaceOrder } from '@sagaworks/contracts';
import { Handles, reply, start, type Context, type DataOf, type Decision, type Handler } from '@sagaworks/messaging';
import { fulfilOrder } from '../fulfil-order/fulfil-order.saga.js';
import { newOrder, type NewOrder, type PlacedOrder } from '../order.js';
import { OrderStore, type PlacingKey } from '../order.store.js';
import type { Placing } from '../placing.js';

type Request = DataOf<typeof PlaceOrder>;

/** What the request is answered: the order, or that its key was used for another one. */
export type PlaceOrderReply = { readonly placed: PlacedOrder } | { readonly refused: 'key-used-for-another-order' };
const answer = (body: PlaceOrderReply) => reply(body);

/** Takes an order: its row, its saga and the saga's first command are one transaction. */
@Injectable()
@Handles(PlaceOrder)
export class PlaceOrderHandler implements Handler<typeof PlaceOrder, Placing, PlacingKey> {
  constructor(readonly store: OrderStore) {}

  needs({ orderId, customerId, idempotency }: Request): PlacingKey[] {
    return [{ orderId }, ...(idempotency === undefined ? [] : [{ customerId, key: idempotency.key }])];
  }

  decide(request: Request, placing: Placing, context: Context<Request>): Decision {
    const { orderId, customerId, idempotency } = request;
    const key = idempotency && { customerId, ...idempotency };
    const used = key && placing.usedKey(key, context.now);
    if (used !== undefined && used.fingerprint !== key?.fingerprint)
      return answer({ refused: 'key-used-for-another-order' });
    const known = used?.order ?? placing.find(orderId);
    if (known !== undefined) return answer({ placed: known });
    const order = newOrder(request, placing.catalogue, context);
    placing.put(order, key);
    return [
      start(fulfilOrder, { id: order.sagaId, businessKey: orderId, data: toFulfil(order, request) }),
      answer({ placed: order }),
    ];
  }
}

/** What fulfilling it needs to know. */
const toFulfil = ({ orderId, customerId, email, lines, total, shipTo }: NewOrder, { payment }: Request) => ({
  orderId,
  customerId,
  ...(email === undefined ? {} : { email }),
  lines: lines.map(({ sku, quantity, price }) => ({ sku, quantity, price: price.amount })),
  total,
  cardToken: payment.cardToken,
  shipTo,
});
