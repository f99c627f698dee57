import {
  carrier,
  type Booking,
  type BookingRequest,
  type BookRequest,
  type Cancellation,
  type Dispatch,
} from '@sagaworks/shipping/testing';
import type { Party } from '@sagaworks/messaging';
import type { Outside, Reach } from '../network/party-link.js';
import { Answers } from './answers.js';

/** What the carrier does, by postcode. */
export const postcodes = { served: '10115', unserved: '00000', notCancellable: '99999' } as const;

export interface CarriedParcel {
  readonly orderId: string;
  readonly postcode: string;
  status: 'booked' | 'cancelled' | 'dispatched';
}

/** The carrier's own books. It keeps its answers by key, and refuses a booking whose cancellation came first. */
export class Carrier {
  /** By the key of their booking. */
  readonly parcels = new Map<string, CarriedParcel>();
  readonly #answers = new Answers();

  readonly book: Outside<BookRequest, Booking> = this.#answers.operation(
    ({ orderId, shipTo: { postcode } }: BookRequest, key) => {
      if (postcode === postcodes.unserved) return { refused: 'no-carrier' };
      this.parcels.set(key, { orderId, postcode, status: 'booked' });
      return { shipmentId: `par-${this.parcels.size}`, trackingNumber: `SIM${this.parcels.size}` };
    },
  );

  readonly cancel: Outside<BookingRequest, Cancellation> = this.#answers.operation(({ bookingKey }: BookingRequest) => {
    const parcel = this.parcels.get(bookingKey);
    if (parcel === undefined) {
      this.#answers.plant(bookingKey, { refused: 'withdrawn' } satisfies Booking);
      return 'cancelled';
    }
    if (parcel.status === 'dispatched') return 'already-dispatched';
    if (parcel.postcode === postcodes.notCancellable) return 'refused';
    parcel.status = 'cancelled';
    return 'cancelled';
  });

  readonly dispatch: Outside<BookingRequest, Dispatch> = this.#answers.operation(({ bookingKey }: BookingRequest) => {
    const parcel = this.parcels.get(bookingKey);
    if (parcel === undefined || parcel.status === 'cancelled') return { refused: parcel?.status ?? 'not-booked' };
    parcel.status = 'dispatched';
    return { dispatched: true };
  });
}

export const carrierPerformers = (carriage: Carrier, reach: Reach): Party['performers'] => ({
  [carrier.book.name]: reach(carriage.book),
  [carrier.cancel.name]: reach(carriage.cancel),
  [carrier.dispatch.name]: reach(carriage.dispatch),
});
