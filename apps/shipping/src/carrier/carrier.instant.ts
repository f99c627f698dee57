import type { Party, Performer } from '@sagaworks/messaging';
import {
  carrier,
  type Booking,
  type BookingRequest,
  type BookRequest,
  type Cancellation,
  type Dispatch,
} from './operations.js';

/** Served by no carrier. */
const NOWHERE = '00000';
/** Collected as it is booked. */
const COLLECTED = '99999';

/**
 * The parcel carrier as a thing of this process, by the same rules a postcode: for benchmarks of everything but the
 * outside. It remembers only what it collected.
 */
export function instantCarrier(): Party {
  const collected = new Set<string>();
  const unknown = () => Promise.resolve(undefined);
  const book: Performer<BookRequest, Booking> = {
    perform: ({ shipTo: { postcode } }, { key }) => {
      if (postcode === NOWHERE) return Promise.resolve({ refused: 'no-carrier' });
      if (postcode === COLLECTED) collected.add(key);
      return Promise.resolve({ shipmentId: `instant-${key}`, trackingNumber: `IN${key.slice(0, 8).toUpperCase()}` });
    },
    lookUp: unknown,
  };
  const cancel: Performer<BookingRequest, Cancellation> = {
    perform: ({ bookingKey }) => Promise.resolve(collected.delete(bookingKey) ? 'refused' : 'cancelled'),
    lookUp: unknown,
  };
  const dispatch: Performer<BookingRequest, Dispatch> = {
    perform: () => Promise.resolve({ dispatched: true }),
    lookUp: unknown,
  };
  return {
    name: 'carrier',
    performers: { [carrier.book.name]: book, [carrier.cancel.name]: cancel, [carrier.dispatch.name]: dispatch },
  };
}
