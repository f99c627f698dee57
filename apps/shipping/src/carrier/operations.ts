import type { Address } from '@sagaworks/contracts';
import { operation } from '@sagaworks/messaging';

export interface BookRequest {
  readonly orderId: string;
  readonly shipTo: Address;
}
/**
 * The booking is named by the idempotency key it was asked with, so that it can be meant before it is known to exist.
 */
export interface BookingRequest {
  readonly bookingKey: string;
}

/** `withdrawn`: its cancellation came first. */
export type Booking =
  | { readonly shipmentId: string; readonly trackingNumber: string }
  | { readonly refused: 'no-carrier' | 'withdrawn' };
/** Whether nothing is booked any more, or why not. */
export type Cancellation = 'cancelled' | 'already-dispatched' | 'refused';
/** `refused` carries the carrier's own words: nothing in an order's life should lead there. */
export type Dispatch = { readonly dispatched: true } | { readonly refused: string };

/** What shipping asks of the carrier. */
export const carrier = {
  book: operation<BookRequest, Booking>('carrier', 'book'),
  cancel: operation<BookingRequest, Cancellation>('carrier', 'cancel'),
  dispatch: operation<BookingRequest, Dispatch>('carrier', 'dispatch'),
};
