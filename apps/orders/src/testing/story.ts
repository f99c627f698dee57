import { AuthorisePayment, BookShipment, CapturePayment, DispatchShipment, ReserveStock } from '@sagaworks/contracts';
import type { OutgoingMessage } from '@sagaworks/messaging';
import { cancelShipment, releaseStock, voidPayment } from '../fulfil-order/asks.js';
import {
  anOrder,
  cancellationRefused,
  captureRefused,
  cardDeclined,
  noCarrier,
  orderId,
  paymentAuthorised,
  paymentCaptured,
  paymentVoided,
  shipmentBooked,
  shipmentCancelled,
  shipmentDispatched,
  stockRefused,
  stockReleased,
  stockReserved,
  voidRefused,
} from './an-order.js';

/** What is said for one step of the order: its ask, and what may be answered. */
export interface Telling {
  readonly step: string;
  readonly ask: OutgoingMessage;
  readonly yes: OutgoingMessage;
  readonly no?: OutgoingMessage;
  readonly undo?: { readonly ask: OutgoingMessage; readonly done: OutgoingMessage; readonly cannot?: OutgoingMessage };
}

const lines = [{ sku: 'MUG', quantity: 2 }];

/** The order of the specs, step by step. */
export const story: readonly Telling[] = [
  {
    step: 'reserve-stock',
    ask: ReserveStock({ orderId, lines }),
    yes: stockReserved,
    no: stockRefused,
    undo: { ask: releaseStock(anOrder), done: stockReleased },
  },
  {
    step: 'authorise-payment',
    ask: AuthorisePayment({ orderId, customerId: 'ada', amount: anOrder.total, cardToken: 'tok_visa' }),
    yes: paymentAuthorised,
    no: cardDeclined,
    undo: { ask: voidPayment(anOrder), done: paymentVoided, cannot: voidRefused },
  },
  {
    step: 'book-shipment',
    ask: BookShipment({ orderId, shipTo: anOrder.shipTo, lines }),
    yes: shipmentBooked,
    no: noCarrier,
    undo: { ask: cancelShipment(anOrder), done: shipmentCancelled, cannot: cancellationRefused },
  },
  {
    step: 'capture-payment',
    ask: CapturePayment({ orderId, paymentId: 'pay_1' }),
    yes: paymentCaptured,
    no: captureRefused,
  },
  {
    step: 'dispatch-shipment',
    ask: DispatchShipment({ orderId, shipmentId: 'par_1' }),
    yes: shipmentDispatched,
  },
];
