import {
  CancellationRefused,
  CaptureRefused,
  PaymentAuthorised,
  PaymentCaptured,
  PaymentDeclined,
  PaymentVoided,
  ShipmentBooked,
  ShipmentCancelled,
  ShipmentDispatched,
  ShipmentRefused,
  StockRefused,
  StockReleased,
  StockReserved,
  VoidRefused,
} from '@sagaworks/contracts';
import { defineSaga, pivot, retriable, step } from '@sagaworks/messaging';
import {
  authorisePayment,
  bookShipment,
  cancelShipment,
  capturePayment,
  dispatchShipment,
  releaseStock,
  reserveStock,
  voidPayment,
} from './asks.js';
import { orderCancelled, orderFulfilled, orderNeedsAttention } from './outcome.js';
import { keepOfFulfilment, mismatchOfFulfilment, toFulfilment } from './fulfilment.js';

/**
 * Takes an order from paid-for to on its way: everything that can be refused or undone comes before the money is
 * taken; from then on there is only forward.
 */
// biome-ignore format: a table of promises, one line a step
export const fulfilOrder = defineSaga('fulfil-order', { version: 1, remember: toFulfilment, mismatch: mismatchOfFulfilment, keep: keepOfFulfilment, steps: [
  step('reserve-stock',     { ask: reserveStock,     yes: StockReserved,     no: StockRefused,    within: '30s', undo: { ask: releaseStock, done: StockReleased } }),
  step('authorise-payment', { ask: authorisePayment, yes: PaymentAuthorised, no: PaymentDeclined, within: '2m',  undo: { ask: voidPayment, done: PaymentVoided, cannot: VoidRefused } }),
  step('book-shipment',     { ask: bookShipment,     yes: ShipmentBooked,    no: ShipmentRefused, within: '2m',  undo: { ask: cancelShipment, done: ShipmentCancelled, cannot: CancellationRefused } }),
  pivot('capture-payment',  { ask: capturePayment,   yes: PaymentCaptured,   no: CaptureRefused,  askAgainAfter: '1m' }),
  retriable('dispatch-shipment', { ask: dispatchShipment, yes: ShipmentDispatched, askAgainAfter: '5m' }),
], completed: orderFulfilled, rolledBack: orderCancelled, needsOperator: orderNeedsAttention });
