import { Injectable } from '@nestjs/common';
import { BookShipment } from '@sagaworks/contracts';
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
import { carrier, type Booking } from '../carrier/operations.js';
import { bookingAnswer, bookingKey, cancellationKey, opened, type Shipment, type Shipments } from '../shipment.js';
import { ShipmentStore } from '../shipment.store.js';

type Request = DataOf<typeof BookShipment>;

/** Books a carrier for the order's parcel, or says why there is none. */
@Injectable()
@Handles(BookShipment, { retry: { until: '2m' } })
export class BookShipmentHandler implements Handler<typeof BookShipment, Shipments> {
  constructor(readonly store: ShipmentStore) {}

  readonly needs = bySaga;

  decide({ orderId, shipTo }: Request, shipments: Shipments, { message, late }: Context<Request>): Decision {
    const sagaId = sagaIdOf(message);
    const known = ofSaga(shipments, message, 'orderId');
    if (known !== undefined) return bookingAnswer(known);
    const shipment = shipments.put(opened(sagaId, orderId, late ? 'deadline-missed' : 'asked'));
    return late ? bookingAnswer(shipment) : call(carrier.book, bookingKey(sagaId), { orderId, shipTo });
  }

  answered(answer: Answer, shipments: Shipments, { message }: Context<Request>): Decision {
    const shipment = shipments.find(sagaIdOf(message))!;
    if (answer.operation === carrier.cancel.name) return this.#cancelled(answer, shipment, shipments);
    // An undo came in between: its call follows this one, under the same ordering key.
    if (shipment.booking !== 'asked') return;
    if (neverBegan(answer)) return bookingAnswer(shipments.put({ ...shipment, booking: 'deadline-missed' }));
    if (answer.kind !== 'answered') return this.#giveUp(shipment, shipments);
    return bookingAnswer(shipments.put(concluded(shipment, answer.value as Booking)));
  }

  #giveUp(shipment: Shipment, shipments: Shipments): Decision {
    const { sagaId } = shipments.put({ ...shipment, booking: 'giving-up' });
    const key = bookingKey(sagaId);
    return call(carrier.cancel, cancellationKey(sagaId), { bookingKey: key }, { undoes: key });
  }

  #cancelled(answer: Answer, shipment: Shipment, shipments: Shipments): Decision {
    if (shipment.booking !== 'giving-up') return;
    if (answer.kind !== 'answered' || answer.value !== 'cancelled')
      throw new Error(
        `shipment ${shipment.sagaId} was given up, but its booking cannot be cancelled: ${JSON.stringify(answer)}`,
      );
    return bookingAnswer(shipments.put({ ...shipment, booking: 'deadline-missed' }));
  }
}

const concluded = (shipment: Shipment, booking: Booking): Shipment =>
  'refused' in booking
    ? { ...shipment, booking: booking.refused }
    : { ...shipment, booking: 'booked', parcel: booking };
