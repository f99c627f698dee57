import {
  CancellationRefused,
  ShipmentBooked,
  ShipmentCancelled,
  ShipmentDispatched,
  ShipmentRefused,
} from '@sagaworks/contracts';
import type { Loaded, OutgoingMessage } from '@sagaworks/messaging';

type Refusal = 'no-carrier' | 'deadline-missed' | 'withdrawn';

/**
 * The shipment of one saga. Each action's state is also its answer, so that asking again
 * gets the first final answer again.
 * `giving-up`: no answer in time; the booking is cancelled before the no is said, because it may exist.
 */
export interface Shipment {
  readonly sagaId: string;
  readonly orderId: string;
  /** The carrier's parcel, once booked. */
  readonly parcel?: Parcel;
  readonly booking: 'asked' | 'booked' | 'giving-up' | Refusal;
  readonly dispatch: 'none' | 'asked' | 'dispatched';
  readonly cancellation: 'none' | 'asked' | 'cancelled' | 'already-dispatched' | 'refused';
}

export interface Parcel {
  readonly shipmentId: string;
  readonly trackingNumber: string;
}

/** The loaded ones, by saga; what is put is saved. */
export type Shipments = Loaded<Shipment>;

export const opened = (sagaId: string, orderId: string, booking: Shipment['booking']): Shipment => ({
  sagaId,
  orderId,
  booking,
  dispatch: 'none',
  cancellation: 'none',
});

/** Idempotency keys that the carrier sees: (saga, step, do or undo). */
export const bookingKey = (sagaId: string): string => `${sagaId}/book-shipment/do`;
export const cancellationKey = (sagaId: string): string => `${sagaId}/book-shipment/undo`;
export const dispatchKey = (sagaId: string): string => `${sagaId}/dispatch-shipment/do`;

/** Nothing while it is not final. */
export function bookingAnswer({ orderId, parcel, booking }: Shipment): OutgoingMessage | undefined {
  switch (booking) {
    case 'asked':
    case 'giving-up':
      return undefined;
    case 'booked':
      return ShipmentBooked({ orderId, ...parcel! });
    case 'no-carrier':
      return ShipmentRefused({ orderId, reason: { code: booking, text: 'No carrier delivers to this address.' } });
    case 'deadline-missed':
      return ShipmentRefused({ orderId, reason: { code: booking, text: 'The carrier did not answer in time.' } });
    case 'withdrawn':
      return ShipmentRefused({
        orderId,
        reason: { code: booking, text: 'The order was taken back before its shipment was booked.' },
      });
    default:
      return booking satisfies never;
  }
}

/** Nothing while it is not final. */
export const dispatchAnswer = ({ orderId, parcel, dispatch }: Shipment): OutgoingMessage | undefined =>
  dispatch === 'dispatched' ? ShipmentDispatched({ orderId, ...parcel! }) : undefined;

/** Nothing while it is not final. A parcel that has left, or is leaving, cannot be called back. */
export function cancellationAnswer({ orderId, dispatch, cancellation }: Shipment): OutgoingMessage | undefined {
  if (dispatch !== 'none') return alreadyDispatched(orderId);
  switch (cancellation) {
    case 'none':
    case 'asked':
      return undefined;
    case 'cancelled':
      return ShipmentCancelled({ orderId });
    case 'already-dispatched':
      return alreadyDispatched(orderId);
    case 'refused':
      return CancellationRefused({
        orderId,
        reason: { code: cancellation, text: 'The carrier refused to cancel the booking.' },
      });
    default:
      return cancellation satisfies never;
  }
}

const alreadyDispatched = (orderId: string): OutgoingMessage =>
  CancellationRefused({ orderId, reason: { code: 'already-dispatched', text: 'The parcel is with the carrier.' } });
