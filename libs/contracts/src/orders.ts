import { command, event } from '@sagaworks/messaging/contract';
import { z } from 'zod';
import { address, cardToken, customerId, email, money, orderId, orderLines, reason } from './fields.js';

/** Asks for an order to be taken; the server decides its prices. Owner: orders. */
export const PlaceOrder = command('orders.place-order', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({
    orderId,
    customerId,
    email: email.optional(),
    lines: orderLines,
    payment: z.strictObject({ cardToken }),
    shipTo: address,
    /** Per customer, for 24 hours: the same key and fingerprint get the first answer again. */
    idempotency: z.strictObject({ key: z.string().min(1).max(255), fingerprint: z.string() }).optional(),
  }),
});

/** Asks for an order to be taken back while it still can be; `sagaId` is what placing it answered. Owner: orders. */
export const CancelOrder = command('orders.cancel-order', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, sagaId: z.uuid() }),
});

/**
 * Asks for a fulfilled order to be taken back; `sagaId` is what placing it answered, `returnId` names
 * the return's own saga. Owner: orders.
 */
export const ReturnOrder = command('orders.return-order', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, sagaId: z.uuid(), returnId: z.uuid() }),
});

/**
 * How it is known that nothing of it stands, e.g. of the money: each undo was confirmed, or an operator has seen to it
 * elsewhere and said so. Version 1 did not tell.
 */
const undone = z.enum(['confirmed', 'by-hand', 'unknown']);
const notTold = { 1: (data: unknown) => ({ ...(data as object), undone: 'unknown' }) };

const told = { orderId, customerId, email: email.optional() };

/** Paid and handed to the carrier: the order's good end. Owner: orders. */
export const OrderFulfilled = event('orders.order-fulfilled', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ ...told, shipmentId: z.string(), trackingNumber: z.string() }),
});

/** Nothing of the order stands; `undone` says how that is known. Owner: orders. */
export const OrderCancelled = event('orders.order-cancelled', {
  version: 2,
  key: 'orderId',
  upcasts: notTold,
  data: z.strictObject({
    ...told,
    undone,
    reason: reason(
      'stock-refused',
      'card-declined',
      'insufficient-funds',
      'capture-refused',
      'no-carrier',
      'deadline-missed',
      'customer-cancelled',
      'shop-cancelled',
      'refused',
    ),
  }),
});

/** The order can neither go on nor be undone by itself: a person must look, `step` says where. Owner: orders. */
export const OrderNeedsAttention = event('orders.order-needs-attention', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ ...told, step: z.string(), text: z.string().max(1_000) }),
});

/** The goods are back on the shelf and the money with the customer. Owner: orders. */
export const OrderReturned = event('orders.order-returned', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ ...told, refunded: money }),
});

/** The return came to nothing; `undone` says how it is known that nothing of it stands. Owner: orders. */
export const ReturnRejected = event('orders.return-rejected', {
  version: 2,
  key: 'orderId',
  upcasts: notTold,
  data: z.strictObject({
    ...told,
    undone,
    reason: reason(
      'not-returnable',
      'parcel-not-received',
      'deadline-missed',
      'called-off',
      'refund-refused',
      'refused',
    ),
  }),
});

export type CancellationReason = z.output<typeof OrderCancelled.schema>['reason'];
export type RejectionReason = z.output<typeof ReturnRejected.schema>['reason'];
