import { Injectable } from '@nestjs/common';
import { BookShipment, CancelShipment } from '@sagaworks/contracts';
import {
  call,
  Handles,
  neverBegan,
  type Answer,
  type Context,
  type DataOf,
  type Decision,
  type Handler,
  bySaga,
  ofSaga,
  sagaIdOf,
} from '@sagaworks/messaging';
import { carrier, type Cancellation } from '../carrier/operations.js';
import { bookingKey, cancellationAnswer, cancellationKey, opened, type Shipment, type Shipments } from '../shipment.js';
import { ShipmentStore } from '../shipment.store.js';

type Request = DataOf<typeof CancelShipment>;

/** Where a booking exists at the carrier, or may exist. */
const MAYBE_BOOKED: ReadonlySet<Shipment['booking']> = new Set(['asked', 'booked', 'giving-up']);

/** Cancels the booking. One that comes before it leaves a refusal for it to find. */
@Injectable()
@Handles(CancelShipment, { undoes: [BookShipment] })
export class CancelShipmentHandler implements Handler<typeof CancelShipment, Shipments> {
  constructor(readonly store: ShipmentStore) {}

  readonly needs = bySaga;

  decide({ orderId }: Request, shipments: Shipments, { message }: Context<Request>): Decision {
    const sagaId = sagaIdOf(message);
    const shipment = ofSaga(shipments, message, 'orderId') ?? opened(sagaId, orderId, 'withdrawn');
    const answer = cancellationAnswer(shipment);
    if (answer !== undefined) return answer;
    if (shipment.cancellation === 'asked') return;
    if (!MAYBE_BOOKED.has(shipment.booking))
      return cancellationAnswer(shipments.put({ ...shipment, cancellation: 'cancelled' }));
    shipments.put({
      ...shipment,
      booking: shipment.booking === 'booked' ? 'booked' : 'withdrawn',
      cancellation: 'asked',
    });
    const key = bookingKey(sagaId);
    return call(carrier.cancel, cancellationKey(sagaId), { bookingKey: key }, { undoes: key });
  }

  /** Without an answer it says nothing: the saga asks again, and tells a person after its asks. */
  answered(answer: Answer, shipments: Shipments, { message }: Context<Request>): Decision {
    const shipment = shipments.find(sagaIdOf(message))!;
    if (shipment.cancellation !== 'asked') return;
    return cancellationAnswer(shipments.put({ ...shipment, cancellation: cancellationOf(answer) }));
  }
}

/** Uncalled, there was nothing to cancel: the booking never began. */
function cancellationOf(answer: Answer): Shipment['cancellation'] {
  if (answer.kind === 'answered') return answer.value as Cancellation;
  return neverBegan(answer) ? 'cancelled' : 'none';
}
