import { JsonOverHttp, type Party } from '@sagaworks/messaging';
import { z } from 'zod';
import {
  carrier,
  type Booking,
  type BookingRequest,
  type BookRequest,
  type Cancellation,
  type Dispatch,
} from './operations.js';

const answer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done'), parcelId: z.string().optional(), trackingNumber: z.string().optional() }),
  z.object({ outcome: z.literal('refused'), code: z.string(), text: z.string() }),
]);
type Answer = z.output<typeof answer>;

/** The parcel carrier over HTTP. */
export function carrierOverHttp(baseUrl: string): Party {
  const http = new JsonOverHttp(`${baseUrl}/carrier`);
  const performer = <Request extends object, Result>(post: string, read: (result: Answer) => Result) =>
    http.performer<Request, Result>({ post, lookUp: '/operations' }, (body) => read(answer.parse(body)));
  return {
    name: 'carrier',
    performers: {
      [carrier.book.name]: performer<BookRequest, Booking>('/parcels', bookingOf),
      [carrier.cancel.name]: performer<BookingRequest, Cancellation>('/parcels/cancel', cancellationOf),
      [carrier.dispatch.name]: performer<BookingRequest, Dispatch>('/parcels/dispatch', dispatchOf),
    },
  };
}

function bookingOf(result: Answer): Booking {
  if (result.outcome === 'done')
    return { shipmentId: z.string().parse(result.parcelId), trackingNumber: z.string().parse(result.trackingNumber) };
  return { refused: result.code === 'cancelled-before' ? 'withdrawn' : 'no-carrier' };
}

function cancellationOf(result: Answer): Cancellation {
  if (result.outcome === 'done') return 'cancelled';
  return result.code === 'already-dispatched' ? 'already-dispatched' : 'refused';
}

const dispatchOf = (result: Answer): Dispatch =>
  result.outcome === 'done' ? { dispatched: true } : { refused: `${result.code}: ${result.text}` };
