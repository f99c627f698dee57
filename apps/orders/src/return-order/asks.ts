import { AuthoriseReturn, AwaitParcel, CancelReturn, RefundPayment, RestockOrder } from '@sagaworks/contracts';
import { told, type Returning } from './returning.js';

export const authoriseReturn = (order: Returning) =>
  AuthoriseReturn({ ...told(order), fulfilmentId: order.fulfilmentId });
export const cancelReturn = ({ orderId }: Returning) => CancelReturn({ orderId });
export const awaitParcel = ({ orderId }: Returning) => AwaitParcel({ orderId });
export const refundPayment = ({ orderId, fulfilmentId }: Returning) => RefundPayment({ orderId, fulfilmentId });
export const restockOrder = ({ orderId, fulfilmentId }: Returning) => RestockOrder({ orderId, fulfilmentId });
