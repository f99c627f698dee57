import { command, event } from '@sagaworks/messaging/contract';
import { z } from 'zod';

const orderId = z.uuid();

/** Asks whether the order smells of fraud. Owner: screening. */
export const ScreenOrder = command('screening.screen-order', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, total: z.int() }),
});
/** Nothing speaks against the order. Owner: screening. */
export const OrderCleared = event('screening.order-cleared', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});
/** The order must not be fulfilled. Owner: screening. */
export const OrderFlagged = event('screening.order-flagged', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({
    orderId,
    reason: z.strictObject({ code: z.enum(['too-large', 'deadline-missed']), text: z.string() }),
  }),
});
/** Asks for the screening to be forgotten; one that comes first makes the screening be refused. Owner: screening. */
export const ForgetScreening = command('screening.forget-screening', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});
/** No screening of the order is on record. Owner: screening. */
export const ScreeningForgotten = event('screening.screening-forgotten', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});

/** The order was screened and sent. Owner: orders. */
export const OrderSent = event('orders.order-sent', { version: 1, key: 'orderId', data: z.strictObject({ orderId }) });
/** The order was dropped. Owner: orders. */
export const OrderDropped = event('orders.order-dropped', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, text: z.string() }),
});
