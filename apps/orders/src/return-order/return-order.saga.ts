import {
  ParcelReceived,
  PaymentRefunded,
  RefundRefused,
  ReturnAuthorised,
  ReturnCancelled,
  ReturnRefused,
  ReturnStands,
  StockRestocked,
} from '@sagaworks/contracts';
import { defineSaga, pivot, retriable, step } from '@sagaworks/messaging';
import { authoriseReturn, awaitParcel, cancelReturn, refundPayment, restockOrder } from './asks.js';
import { orderReturned, returnRejected } from './outcome.js';
import { keepOfReturning, mismatchOfReturning, toReturning } from './returning.js';

/**
 * Takes a fulfilled order back: the money goes back once the parcel is back, and the goods are put on
 * the shelf after it. The customer has three weeks to send the parcel, and is reminded after each of
 * the first two; nothing else waits for that.
 */
// biome-ignore format: a table of promises, one line a step
export const returnOrder = defineSaga('return-order', { version: 1, remember: toReturning, mismatch: mismatchOfReturning, keep: keepOfReturning, steps: [
  step('authorise-return', { ask: authoriseReturn, yes: ReturnAuthorised, no: ReturnRefused, within: '2m', undo: { ask: cancelReturn, done: ReturnCancelled, cannot: ReturnStands } }),
  step('receive-parcel',   { ask: awaitParcel,     yes: ParcelReceived,   no: ReturnRefused, within: '168h', asks: 3, undo: { ask: cancelReturn, done: ReturnCancelled, cannot: ReturnStands } }),
  pivot('refund-payment',  { ask: refundPayment,   yes: PaymentRefunded,  no: RefundRefused, askAgainAfter: '1m' }),
  retriable('restock-order', { ask: restockOrder,  yes: StockRestocked,   askAgainAfter: '1m' }),
], completed: orderReturned, rolledBack: returnRejected });
