import type { Party, Performer } from '@sagaworks/messaging';
import { carrier, type Booking, type BookingRequest, type BookRequest, type Cancellation, type Dispatch } from './operations.js';

/** Served by no carrier. */
const NOWHERE = '00000';

/** The parcel carrier as a thing of this process, by the same rules a postcode: for benchmarks of everything but the outside. It remembers nothing. */
export function instantCarrier(): Party {
  const unknown = () => Promise.resolve(undefined);
  const book: Performer<BookRequest, Booking> = {
    perform: ({ shipTo }, { key }) => Promise.resolve(shipTo.postcode === NOWHERE ? { refused: 'no-carrier' } : { shipmentId: `instant-${key}`, trackingNumber: `IN${key.slice(0, 8).toUpperCase()}` }),
    lookUp: unknown,
  };
  const cancel: Performer<BookingRequest, Cancellation> = { perform: () => Promise.resolve('cancelled'), lookUp: unknown };
  const dispatch: Performer<BookingRequest, Dispatch> = { perform: () => Promise.resolve({ dispatched: true }), lookUp: unknown };
  return { name: 'carrier', performers: { [carrier.book.name]: book, [carrier.cancel.name]: cancel, [carrier.dispatch.name]: dispatch } };
}
