import {
  CancelShipment,
  CapturePayment,
  DispatchShipment,
  OrderCancelled,
  OrderNeedsAttention,
  ReleaseStock,
  VoidPayment,
  type CancellationReason,
} from '@sagaworks/contracts';
import { conversation } from '@sagaworks/messaging/testing';
import {
  anOrder,
  orderId,
  paymentAuthorised,
  paymentCaptured,
  shipmentBooked,
  stockReserved,
} from '../testing/an-order.js';
import { fulfilOrder } from './fulfil-order.saga.js';

export const placed = () => conversation(fulfilOrder, anOrder);
export const reserved = () => placed().given(stockReserved);
export const authorised = () => reserved().given(paymentAuthorised);
export const booked = () => authorised().given(shipmentBooked);
export const captured = () => booked().given(paymentCaptured);

export const customer = { orderId, customerId: 'ada', email: 'ada@example.org' };
export const lines = [{ sku: 'MUG', quantity: 2 }];
export const releaseStock = ReleaseStock({ orderId });
export const voidPayment = VoidPayment({ orderId });
export const cancelShipment = CancelShipment({ orderId });
export const capturePayment = CapturePayment({ orderId, paymentId: 'pay_1' });
export const dispatchShipment = DispatchShipment({ orderId, shipmentId: 'par_1' });
export const orderCancelled = (
  code: CancellationReason['code'],
  text = `said: ${code}`,
  undone: 'confirmed' | 'by-hand' = 'confirmed',
) => OrderCancelled({ ...customer, reason: { code, text }, undone });
export const needsAttention = (step: string, text: string) => OrderNeedsAttention({ ...customer, step, text });
