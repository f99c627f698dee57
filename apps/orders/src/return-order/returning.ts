import { PaymentRefunded, type Money } from '@sagaworks/contracts';
import { is, type Message } from '@sagaworks/messaging';

/** What the saga knows of the order that comes back. */
export interface Returning {
  readonly orderId: string;
  readonly customerId: string;
  readonly email?: string;
  /** The saga that fulfilled it: what it took and shipped is given back under its name. */
  readonly fulfilmentId: string;
  readonly refunded?: Money;
}

/** Remembers what later asks and the end need of a reply. */
export const toReturning = (order: Returning, reply: Message): Returning =>
  is(PaymentRefunded, reply) ? { ...order, refunded: reply.data.amount } : order;

/** Whom to tell. */
export const told = ({ orderId, customerId, email }: Returning) => ({
  orderId,
  customerId,
  ...(email === undefined ? {} : { email }),
});
