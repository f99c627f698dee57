import {
  PaymentAuthorised,
  PaymentCaptured,
  PaymentDeclined,
  ShipmentBooked,
  ShipmentDispatched,
  StockReserved,
  type Address,
  type Money,
} from '@sagaworks/contracts';
import { is, type Message } from '@sagaworks/messaging';
import { otherAmount } from '../other-amount.js';

/** What the saga knows of its order: how it was placed, and what the participants have answered since. */
export interface Fulfilment {
  readonly orderId: string;
  readonly customerId: string;
  readonly email?: string;
  /** `price` of one, in minor units of the total's currency. */
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly price: number }[];
  readonly total: Money;
  /** Until the payment is authorised or declined. */
  readonly cardToken?: string;
  /** Until it has ended. */
  readonly shipTo?: Address;
  readonly reservationId?: string;
  readonly paymentId?: string;
  readonly shipmentId?: string;
  readonly trackingNumber?: string;
}

/** Remembers what later asks need of a reply. */
export function toFulfilment(order: Fulfilment, reply: Message): Fulfilment {
  if (is(StockReserved, reply)) return { ...order, reservationId: reply.data.reservationId };
  if (is(PaymentAuthorised, reply)) return { ...withoutCard(order), paymentId: reply.data.paymentId };
  if (is(PaymentDeclined, reply)) return withoutCard(order);
  if (is(ShipmentBooked, reply) || is(ShipmentDispatched, reply))
    return { ...order, shipmentId: reply.data.shipmentId, trackingNumber: reply.data.trackingNumber };
  return order;
}

/** What is still needed of an order that has ended: a return that is asked for later tells its customer. */
export function keepOfFulfilment(order: Fulfilment, outcome: 'completed' | 'rolled-back'): Fulfilment {
  const { shipTo: _, email, ...rest } = withoutCard(order);
  return outcome === 'completed' && email !== undefined ? { ...rest, email } : rest;
}

const withoutCard = ({ cardToken: _, ...order }: Fulfilment): Fulfilment => order;

/** What a reply says otherwise than this order does: another amount, currency, payment or parcel. */
export function mismatchOfFulfilment(order: Fulfilment, reply: Message): string | undefined {
  if (is(PaymentAuthorised, reply)) return otherAmount(order.total, reply.data.amount);
  if (is(PaymentCaptured, reply))
    return otherAmount(order.total, reply.data.amount) ?? other('payment', order.paymentId, reply.data.paymentId);
  if (is(ShipmentDispatched, reply)) return other('parcel', order.shipmentId, reply.data.shipmentId);
  return undefined;
}

const other = (what: string, known: string | undefined, told: string): string | undefined =>
  known === told ? undefined : `it tells of ${what} ${told}, the order has ${known ?? 'none'}`;
