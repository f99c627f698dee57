import {
  AuthorisePayment,
  BookShipment,
  CancelShipment,
  CapturePayment,
  DispatchShipment,
  ReleaseStock,
  ReserveStock,
  VoidPayment,
} from '@sagaworks/contracts';
import type { Fulfilment } from './fulfilment.js';

export const reserveStock = (order: Fulfilment) => ReserveStock({ orderId: order.orderId, lines: toPick(order) });
export const releaseStock = ({ orderId }: Fulfilment) => ReleaseStock({ orderId });

export const authorisePayment = ({ orderId, customerId, total, cardToken }: Fulfilment) =>
  AuthorisePayment({ orderId, customerId, amount: total, cardToken: cardToken! });
export const voidPayment = ({ orderId }: Fulfilment) => VoidPayment({ orderId });
export const capturePayment = ({ orderId, paymentId }: Fulfilment) =>
  CapturePayment({ orderId, paymentId: paymentId! });

export const bookShipment = (order: Fulfilment) =>
  BookShipment({ orderId: order.orderId, shipTo: order.shipTo!, lines: toPick(order) });
export const cancelShipment = ({ orderId }: Fulfilment) => CancelShipment({ orderId });
export const dispatchShipment = ({ orderId, shipmentId }: Fulfilment) =>
  DispatchShipment({ orderId, shipmentId: shipmentId! });

const toPick = ({ lines }: Fulfilment) => lines.map(({ sku, quantity }) => ({ sku, quantity }));
