import { Injectable } from '@nestjs/common';
import { DispatchShipment } from '@sagaworks/contracts';
import {
  call,
  Handles,
  type Answer,
  type Context,
  type DataOf,
  type Decision,
  type Handler,
  bySaga,
  ofSaga,
  sagaIdOf,
} from '@sagaworks/messaging';
import { carrier, type Dispatch } from '../carrier/operations.js';
import { bookingKey, dispatchAnswer, dispatchKey, type Shipments } from '../shipment.js';
import { ShipmentStore } from '../shipment.store.js';

type Request = DataOf<typeof DispatchShipment>;

/**
 * Hands the booked parcel to the carrier. There is no "no": what cannot be dispatched is a failure for people to see.
 */
@Injectable()
@Handles(DispatchShipment)
export class DispatchShipmentHandler implements Handler<typeof DispatchShipment, Shipments> {
  constructor(readonly store: ShipmentStore) {}

  readonly needs = bySaga;

  decide({ orderId }: Request, shipments: Shipments, { message }: Context<Request>): Decision {
    const sagaId = sagaIdOf(message);
    const shipment = ofSaga(shipments, message, 'orderId');
    if (shipment?.booking !== 'booked' || shipment.cancellation !== 'none')
      throw new Error(`nothing is booked for order ${orderId} that could be dispatched`);
    if (shipment.dispatch !== 'none') return dispatchAnswer(shipment);
    shipments.put({ ...shipment, dispatch: 'asked' });
    return call(carrier.dispatch, dispatchKey(sagaId), { bookingKey: bookingKey(sagaId) }, { regardless: true });
  }

  /** Without an answer it says nothing: the saga asks again until it is done. */
  answered(answer: Answer, shipments: Shipments, { message }: Context<Request>): Decision {
    const shipment = shipments.find(sagaIdOf(message))!;
    if (shipment.dispatch !== 'asked') return;
    if (answer.kind !== 'answered') return void shipments.put({ ...shipment, dispatch: 'none' });
    const dispatch = answer.value as Dispatch;
    if ('refused' in dispatch)
      throw new Error(`the carrier refuses to dispatch order ${shipment.orderId}: ${dispatch.refused}`);
    return dispatchAnswer(shipments.put({ ...shipment, dispatch: 'dispatched' }));
  }
}
