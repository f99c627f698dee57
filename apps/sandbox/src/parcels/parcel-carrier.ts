import { OperationLog, type Operation, type Verdict } from '../books/operations.js';

export interface Address {
  readonly name: string;
  readonly street: string;
  readonly city: string;
  readonly postcode: string;
  readonly country: string;
}

/** `isDeclined`: whatever it asks, the answer is no; a dispatch has no such answer. */
export type ParcelRequest = { readonly isDeclined?: boolean } & (
  | {
      readonly kind: 'booking';
      readonly key: string;
      readonly id: string;
      readonly orderId: string;
      readonly shipTo: Address;
    }
  | {
      readonly kind: 'cancellation' | 'dispatch';
      readonly key: string;
      readonly bookingKey?: string | undefined;
      readonly parcelId?: string | undefined;
    }
);

type Booking = Extract<ParcelRequest, { kind: 'booking' }>;
type Change = Exclude<ParcelRequest, Booking>;

export interface Parcel {
  readonly parcelId: string;
  readonly bookingKey: string;
  readonly orderId: string;
  readonly trackingNumber: string;
  readonly shipTo: Address;
  readonly status: 'booked' | 'cancelled' | 'dispatched';
}

export interface ParcelOperation extends Operation {
  readonly kind: ParcelRequest['kind'];
  readonly parcelId?: string;
  readonly orderId?: string;
  readonly trackingNumber?: string;
  /** Path of the label to print. */
  readonly label?: string;
}

/** The one postcode that no carrier serves. */
const UNSERVED = '00000';
/** The one postcode whose parcels are collected as they are booked. */
const COLLECTED = '99999';

const TEXTS = {
  'no-carrier': 'No carrier serves this address.',
  'cancelled-before': 'The booking was cancelled before it came.',
  'not-booked': 'There is no such booked parcel.',
  'not-cancellable': 'The parcel cannot be called back.',
  'already-dispatched': 'The parcel is on its way already.',
  cancelled: 'The parcel is cancelled.',
} as const;
type Code = keyof typeof TEXTS;

/** What the carrier has on its books about the requests of one batch, and what the batch changes. */
export class ParcelBook {
  readonly changed = new Map<string, Parcel>();
  readonly #byKey: Map<string, Parcel>;
  readonly #keyOfId: Map<string, string>;

  constructor(
    readonly log = new OperationLog<ParcelOperation>(),
    parcels: readonly Parcel[] = [],
  ) {
    this.#byKey = new Map(parcels.map((parcel) => [parcel.bookingKey, parcel]));
    this.#keyOfId = new Map(parcels.map((parcel) => [parcel.parcelId, parcel.bookingKey]));
  }

  /** The same key gets the same answer for ever; everything else is decided by the postcode and the parcel's status. */
  decide(request: ParcelRequest): Verdict<ParcelOperation> {
    const before = this.log.replay(request);
    if (before !== undefined) return before;
    if (request.isDeclined && request.kind !== 'dispatch')
      return this.#refuse(request, request.kind === 'booking' ? 'no-carrier' : 'not-cancellable');
    return request.kind === 'booking' ? this.#book(request) : this.#change(request);
  }

  #book(request: Booking): Verdict<ParcelOperation> {
    const { id, key, orderId, shipTo } = request;
    if (shipTo.postcode === UNSERVED) return this.#refuse(request, 'no-carrier');
    return this.#move(
      request,
      { parcelId: id, bookingKey: key, orderId, shipTo, trackingNumber: trackingNumberOf(id), status: 'booked' },
      'booked',
    );
  }

  #change(request: Change): Verdict<ParcelOperation> {
    const parcel = this.#find(request);
    if (parcel === undefined)
      return request.kind === 'cancellation' ? this.#cancelUnseen(request) : this.#refuse(request, 'not-booked');
    if (request.kind === 'cancellation') return this.#cancel(request, parcel);
    return parcel.status === 'cancelled'
      ? this.#refuse(request, 'cancelled')
      : this.#move(request, parcel, 'dispatched');
  }

  #cancel(request: Change, parcel: Parcel): Verdict<ParcelOperation> {
    if (parcel.status === 'dispatched') return this.#refuse(request, 'already-dispatched');
    return parcel.shipTo.postcode === COLLECTED
      ? this.#refuse(request, 'not-cancellable')
      : this.#move(request, parcel, 'cancelled');
  }

  /** Nothing is booked, so nothing is left to cancel; a booking that has not come yet is refused when it comes. */
  #cancelUnseen(request: Change): Verdict<ParcelOperation> {
    const { bookingKey } = request;
    if (bookingKey === undefined) return this.#refuse(request, 'not-booked');
    if (!this.log.has(bookingKey)) this.log.plant(refusal(bookingKey, 'booking', 'cancelled-before'));
    return this.log.record(request, { key: request.key, kind: 'cancellation', outcome: 'done' });
  }

  #find({ bookingKey, parcelId }: Change): Parcel | undefined {
    const key = bookingKey ?? this.#keyOfId.get(parcelId ?? '');
    return key === undefined ? undefined : this.#byKey.get(key);
  }

  #move(request: ParcelRequest, parcel: Parcel, status: Parcel['status']): Verdict<ParcelOperation> {
    const moved = { ...parcel, status };
    this.#byKey.set(moved.bookingKey, moved);
    this.#keyOfId.set(moved.parcelId, moved.bookingKey);
    this.changed.set(moved.parcelId, moved);
    const { parcelId, orderId, trackingNumber } = moved;
    return this.log.record(request, {
      key: request.key,
      kind: request.kind,
      outcome: 'done',
      parcelId,
      orderId,
      trackingNumber,
      label: `/carrier/parcels/${parcelId}/label`,
    });
  }

  #refuse(request: ParcelRequest, code: Code): Verdict<ParcelOperation> {
    return this.log.record(request, refusal(request.key, request.kind, code));
  }
}

const refusal = (key: string, kind: ParcelOperation['kind'], code: Code): ParcelOperation => ({
  key,
  kind,
  outcome: 'refused',
  code,
  text: TEXTS[code],
});

/** `pa_3f…` as `SW3F…`: derived, so that a parcel cannot get two. */
const trackingNumberOf = (parcelId: string): string => `SW${parcelId.slice(3, 19).toUpperCase()}`;
