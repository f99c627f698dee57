import {
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
  CancellationRefused,
} from '@sagaworks/contracts';
import type { Fulfilment } from '../fulfil-order/fulfilment.js';

export const orderId = '6f1ed002-ab59-5a0c-9d2a-0b6f3e1c0001';
const amount = { amount: 2_400, currency: 'EUR' };

/** For specs: one order, and everything that participants may answer about it. */
export const anOrder = {
  orderId,
  customerId: 'ada',
  email: 'ada@example.org',
  lines: [{ sku: 'MUG', quantity: 2, price: 1_200 }],
  total: amount,
  cardToken: 'tok_visa',
  shipTo: { name: 'Ada', street: 'Main St 1', city: 'Berlin', postcode: '10115', country: 'DE' },
} satisfies Fulfilment;

const because = <Code extends string>(code: Code) => ({ orderId, reason: { code, text: `said: ${code}` } });

export const stockReserved = StockReserved({ orderId, reservationId: '6f1ed002-ab59-5a0c-9d2a-0b6f3e1c0002' });
export const stockRefused = StockRefused({ ...because('stock-refused'), sku: 'MUG' });
export const stockReleased = StockReleased({ orderId });
export const paymentAuthorised = PaymentAuthorised({ orderId, paymentId: 'pay_1', amount });
export const cardDeclined = PaymentDeclined(because('card-declined'));
export const insufficientFunds = PaymentDeclined(because('insufficient-funds'));
export const paymentVoided = PaymentVoided({ orderId });
export const voidRefused = VoidRefused(because('already-captured'));
export const shipmentBooked = ShipmentBooked({ orderId, shipmentId: 'par_1', trackingNumber: 'TRACK-1' });
export const noCarrier = ShipmentRefused(because('no-carrier'));
export const shipmentCancelled = ShipmentCancelled({ orderId });
export const cancellationRefused = CancellationRefused(because('already-dispatched'));
export const paymentCaptured = PaymentCaptured({ orderId, paymentId: 'pay_1', amount });
export const captureRefused = CaptureRefused(because('capture-refused'));
export const shipmentDispatched = ShipmentDispatched({ orderId, shipmentId: 'par_1', trackingNumber: 'TRACK-1' });
