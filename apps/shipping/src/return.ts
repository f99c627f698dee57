import { ParcelReceived, ReturnAuthorised, ReturnCancelled, ReturnRefused, ReturnStands } from '@sagaworks/contracts';
import { Loaded, type OutgoingMessage } from '@sagaworks/messaging';

/** The return of one saga. `status` is also the answer, so that asking again gets the same one again. */
export interface Return {
  readonly sagaId: string;
  readonly orderId: string;
  readonly customerId?: string;
  /** While it is open: who is reminded of the parcel. */
  readonly email?: string;
  readonly status: 'authorised' | 'received' | 'cancelled' | 'not-dispatched' | 'deadline-missed' | 'withdrawn';
  /**
   * Who waits for the parcel: the saga's question, whose answer comes by the warehouse's word and must carry its tags.
   */
  readonly awaited?: { readonly step: string; readonly ask: number };
}

/** The loaded returns, and which sagas have sent out what may come back; what is put is saved. */
export class Returns extends Loaded<Return> {
  constructor(
    rows: readonly Return[],
    /** Which order each of them has sent out. */
    private readonly dispatched: ReadonlyMap<string, string>,
  ) {
    super(({ sagaId }) => sagaId, rows);
  }

  /** The one that is or was open for an order; a refused one is none. */
  ofOrder(orderId: string): Return | undefined {
    return this.all.find(
      (each) => each.orderId === orderId && (each.status === 'authorised' || each.status === 'received'),
    );
  }

  isDispatched(fulfilmentId: string, orderId: string): boolean {
    return this.dispatched.get(fulfilmentId) === orderId;
  }
}

/** It has ended so: nobody is told of it any more. */
export const closed = ({ email: _, ...known }: Return, status: Return['status']): Return => ({ ...known, status });

/** The answer to AuthoriseReturn. */
export function authorisationAnswer({ orderId, status }: Return): OutgoingMessage {
  switch (status) {
    case 'authorised':
    case 'received':
      return ReturnAuthorised({ orderId });
    case 'not-dispatched':
      return ReturnRefused({ orderId, reason: { code: status, text: 'The order was never sent out.' } });
    case 'deadline-missed':
      return ReturnRefused({ orderId, reason: { code: status, text: 'The return was asked for too late.' } });
    case 'cancelled':
    case 'withdrawn':
      return ReturnRefused({ orderId, reason: { code: 'withdrawn', text: 'The return was called off.' } });
    default:
      return status satisfies never;
  }
}

/** The answer to AwaitParcel; nothing while the parcel is on its way. */
export function parcelAnswer({ orderId, status }: Return): OutgoingMessage | undefined {
  switch (status) {
    case 'authorised':
      return undefined;
    case 'received':
      return ParcelReceived({ orderId });
    default:
      return authorisationAnswer({ sagaId: '', orderId, status });
  }
}

/** The answer to CancelReturn. */
export const cancellationAnswer = ({ orderId, status }: Return): OutgoingMessage =>
  status === 'received'
    ? ReturnStands({ orderId, reason: { code: 'parcel-received', text: 'The parcel is back already.' } })
    : ReturnCancelled({ orderId });

/** The answer that the saga waits for, on the day that the parcel is back. */
export const receipt = ({ sagaId, orderId, awaited }: Return): OutgoingMessage | undefined =>
  awaited && { ...ParcelReceived({ orderId }), saga: { correlationId: sagaId, ...awaited } };
