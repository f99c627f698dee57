import { Inject, Injectable } from '@nestjs/common';
import { StockRefused, StockReleased, type StockReserved } from '@sagaworks/contracts';
import {
  command,
  defineSaga,
  event,
  Handles,
  is,
  start,
  step,
  type Context,
  type DataOf,
  type Decision,
  type Handler,
  type LoadedSagas,
  type Store,
} from '@sagaworks/messaging';
import { SAGA_STORE } from '@sagaworks/messaging/nest';
import { z } from 'zod';
import { anOrder } from '../testing/an-order.js';
import { releaseStock, reserveStock } from './asks.js';
import { orderCancelled, orderFulfilled } from './outcome.js';
import { fulfilOrder } from './fulfil-order.saga.js';
import { toFulfilment, type Fulfilment } from './fulfilment.js';

const orderId = z.uuid();
const simple = { version: 1, key: 'orderId', data: z.strictObject({ orderId }) } as const;
const DeclareOrder = command('customs.declare-order', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, warehouse: z.string() }),
});
const WithdrawDeclaration = command('customs.withdraw-declaration', simple);
const [OrderHeld, DeclarationWithdrawn] = [
  event('customs.order-held', {
    ...simple,
    data: z.strictObject({ orderId: z.uuid(), reason: z.strictObject({ code: z.string(), text: z.string() }) }),
  }),
  event('customs.declaration-withdrawn', simple),
];
export const OrderCleared = event('customs.order-cleared', simple);

/** As inventory will say it one day: with the warehouse. What it says today is read as of the main one. */
const StockReservedSomewhere = event('inventory.stock-reserved', {
  version: 2,
  key: 'orderId',
  data: z.strictObject({ orderId, reservationId: z.uuid(), warehouse: z.string() }),
  upcasts: { 1: (data) => ({ ...(data as DataOf<typeof StockReserved>), warehouse: 'main' }) },
});

interface Declared extends Fulfilment {
  readonly warehouse?: string;
}

/** The saga as it will be one day: with a step more, and a reply in a newer version. */
export const fulfilOrder2 = defineSaga<Declared>('fulfil-order', {
  version: fulfilOrder.version + 1,
  remember: (order, reply) =>
    is(StockReservedSomewhere, reply) ? { ...order, warehouse: reply.data.warehouse } : toFulfilment(order, reply),
  steps: [
    step('reserve-stock', {
      ask: reserveStock,
      yes: StockReservedSomewhere,
      no: StockRefused,
      within: '30s',
      undo: { ask: releaseStock, done: StockReleased },
    }),
    step('declare-order', {
      ask: (order: Declared) => DeclareOrder({ orderId: order.orderId, warehouse: order.warehouse! }),
      yes: OrderCleared,
      no: OrderHeld,
      within: '30s',
      undo: { ask: (order: Declared) => WithdrawDeclaration({ orderId: order.orderId }), done: DeclarationWithdrawn },
    }),
    ...(fulfilOrder.steps.slice(1) as never[]),
  ],
  completed: orderFulfilled,
  rolledBack: orderCancelled,
});

export const Begin = command('orders.begin', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, newest: z.boolean() }),
});

/** Starts an order's saga as the service did before, or as it does now. */
@Injectable()
@Handles(Begin)
export class BeginHandler implements Handler<typeof Begin, LoadedSagas> {
  constructor(@Inject(SAGA_STORE) readonly store: Store<string, LoadedSagas>) {}

  needs(): string[] {
    return [];
  }

  decide({ orderId: id, newest }: DataOf<typeof Begin>, _: LoadedSagas, context: Context): Decision {
    const begun = { id: context.id('saga'), businessKey: id, data: { ...anOrder, orderId: id } };
    return newest ? start(fulfilOrder2, begun) : start(fulfilOrder, begun);
  }
}
