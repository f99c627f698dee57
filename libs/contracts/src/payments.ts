import { command, event } from '@sagaworks/messaging/contract';
import { z } from 'zod';
import { cardToken, customerId, money, orderId, reason } from './fields.js';

const paymentId = z.string().min(1).max(100);

/** Asks for the amount to be held on the customer's card. Owner: payments. */
export const AuthorisePayment = command('payments.authorise-payment', {
  version: 1,
  key: 'orderId',
  editsNeedApproval: true,
  data: z.strictObject({ orderId, customerId, amount: money, cardToken }),
});

/** The amount is held on the card until captured or voided. Owner: payments. */
export const PaymentAuthorised = event('payments.payment-authorised', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, paymentId, amount: money }),
});

/** Nothing is held on the card. Owner: payments. */
export const PaymentDeclined = event('payments.payment-declined', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({
    orderId,
    reason: reason('card-declined', 'insufficient-funds', 'deadline-missed', 'withdrawn'),
  }),
});

/**
 * Asks for the hold on the card to be given back; one that comes before its AuthorisePayment makes that
 * one be declined. Owner: payments.
 */
export const VoidPayment = command('payments.void-payment', {
  version: 1,
  key: 'orderId',
  editsNeedApproval: true,
  data: z.strictObject({ orderId }),
});

/** Nothing is held on the card for the order, and nothing will be. Owner: payments. */
export const PaymentVoided = event('payments.payment-voided', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});

/** The hold cannot be given back: the money is taken, or the card processor refuses. Owner: payments. */
export const VoidRefused = event('payments.void-refused', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, reason: reason('already-captured', 'refused') }),
});

/** Asks for the held amount to be taken: the point of no return. Owner: payments. */
export const CapturePayment = command('payments.capture-payment', {
  version: 1,
  key: 'orderId',
  editsNeedApproval: true,
  data: z.strictObject({ orderId, paymentId }),
});

/** The money is taken. Owner: payments. */
export const PaymentCaptured = event('payments.payment-captured', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, paymentId, amount: money }),
});

/** The money was not taken and will not be; the hold may still stand. Owner: payments. */
export const CaptureRefused = event('payments.capture-refused', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, reason: reason('capture-refused') }),
});

/**
 * Asks for the money that the saga `fulfilmentId` took to be given back: a refund is always
 * asked for by name. Owner: payments.
 */
export const RefundPayment = command('payments.refund-payment', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, fulfilmentId: z.uuid() }),
});

/** The money is given back. Owner: payments. */
export const PaymentRefunded = event('payments.payment-refunded', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, amount: money }),
});

/** The money was not given back and will not be. Owner: payments. */
export const RefundRefused = event('payments.refund-refused', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, reason: reason('not-captured', 'refund-refused') }),
});
