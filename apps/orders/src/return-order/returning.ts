import { PaymentRefunded, type Money } from '@sagaworks/contracts';
import { is, type Message } from '@sagaworks/messaging';
import { otherAmount } from '../other-amount.js';

/** What the saga knows of the order that comes back. */
export interface Returning {
  readonly orderId: string;
  readonly customerId: string;
  readonly email?: string;
  /** The saga that fulfilled it: what it took and shipped is given back under its name. */
  readonly fulfilmentId: string;
  /** What was paid; unknown to a return that was begun before it was remembered. */
  readonly total?: Money;
  readonly refunded?: Money;
}

/** Remembers what later asks and the end need of a reply. */
export const toReturning = (order: Returning, reply: Message): Returning =>
  is(PaymentRefunded, reply) ? { ...order, refunded: reply.data.amount } : order;

/** Nobody is told of a return that has ended. */
export const keepOfReturning = ({ email: _, ...order }: Returning): Returning => order;

/** What a reply says otherwise than this return does: a refund of another amount than was paid. */
export const mismatchOfReturning = ({ total }: Returning, reply: Message): string | undefined =>
  total !== undefined && is(PaymentRefunded, reply) ? otherAmount(total, reply.data.amount) : undefined;

/** Whom to tell. */
export const told = ({ orderId, customerId, email }: Returning) => ({
  orderId,
  customerId,
  ...(email === undefined ? {} : { email }),
});
