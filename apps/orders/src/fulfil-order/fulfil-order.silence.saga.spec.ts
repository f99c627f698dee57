import { describe, it } from '@jest/globals';
import { OrderFulfilled } from '@sagaworks/contracts';
import { asked, deadline, operator } from '@sagaworks/messaging/testing';
import {
  captureRefused,
  paymentAuthorised,
  paymentCaptured,
  paymentVoided,
  shipmentCancelled,
  shipmentDispatched,
  stockReleased,
} from '../testing/an-order.js';
import {
  asking,
  cancelShipment,
  capturePayment,
  customer,
  dispatchShipment,
  needsAttention,
  orderCancelled,
  placed,
  releaseStock,
  undoneBefore,
  undoneBetween,
  voidPayment,
} from './conversations.fixture.js';

describe('a silent step', () => {
  const missed = (step: string) => orderCancelled('deadline-missed', `${step} got no answer in time`);

  it('of stock is undone, since the stock may be held', () => {
    placed().when(deadline('reserve-stock')).then(releaseStock).when(stockReleased).then(missed('reserve-stock'));
  });

  it('of payment is undone before the stock', () => {
    const silent = asking('authorise-payment').when(deadline('authorise-payment')).then(voidPayment);
    undoneBefore('authorise-payment', silent.when(paymentVoided)).then(missed('authorise-payment'));
  });

  it('of shipping is undone before payment and stock', () => {
    const silent = asking('book-shipment').when(deadline('book-shipment')).then(cancelShipment);
    undoneBefore('book-shipment', silent.when(shipmentCancelled)).then(missed('book-shipment'));
  });

  it('that says yes while it is undone changes nothing', () => {
    const silent = asking('authorise-payment').given(deadline('authorise-payment')).when(paymentAuthorised).then();
    undoneBefore('authorise-payment', silent.notes('ignored').when(paymentVoided)).then(missed('authorise-payment'));
  });

  it('that says yes after all is undone is undone again, and the customer told once', () => {
    asking('authorise-payment')
      .given(
        deadline('authorise-payment'),
        paymentVoided,
        ...undoneBetween('reserve-stock', 'authorise-payment'),
        stockReleased,
      )
      .stands('rolled-back')
      .when(paymentAuthorised)
      .then(asked(voidPayment, { ask: 2 }))
      .stands('compensating')
      .when(paymentVoided)
      .then()
      .stands('rolled-back');
  });

  it('that answers in time is not held to its deadline', () => {
    asking('authorise-payment').when(deadline('reserve-stock')).then().notes();
  });
});

describe('after the point of no return', () => {
  it('a silent capture is asked again under the same step until it answers', () => {
    asking('capture-payment')
      .when(deadline('capture-payment'))
      .then(asked(capturePayment, { step: 'capture-payment', ask: 2 }))
      .when(deadline('capture-payment'))
      .then(asked(capturePayment, { ask: 3 }))
      .when(asked(paymentCaptured, { step: 'capture-payment', ask: 1 }))
      .then(dispatchShipment)
      .when(asked(paymentCaptured, { step: 'capture-payment', ask: 3 }))
      .then()
      .notes('ignored');
  });

  it('a capture refused after silence still rolls back', () => {
    undoneBefore(
      'capture-payment',
      asking('capture-payment').given(deadline('capture-payment')).when(captureRefused),
    ).then(orderCancelled('capture-refused'));
  });

  it('the parcel is asked for again until it is on its way', () => {
    asking('dispatch-shipment')
      .when(deadline('dispatch-shipment'))
      .then(asked(dispatchShipment, { ask: 2 }))
      .when(shipmentDispatched)
      .then(OrderFulfilled({ ...customer, shipmentId: 'par_1', trackingNumber: 'TRACK-1' }));
  });

  it('a capture or dispatch that never answers needs attention', () => {
    const silence = (step: string) => Array.from({ length: 7 }, () => deadline(step));
    asking('capture-payment')
      .given(...silence('capture-payment'))
      .when(deadline('capture-payment'))
      .then(needsAttention('capture-payment', 'capture-payment was asked 8 times without an answer'))
      .when(paymentCaptured)
      .then(dispatchShipment)
      .stands('running');
    asking('dispatch-shipment')
      .given(...silence('dispatch-shipment'))
      .when(deadline('dispatch-shipment'))
      .then(needsAttention('dispatch-shipment', 'dispatch-shipment was asked 8 times without an answer'));
  });

  it('what never answers is ended by the word of a person, who knows what came of it', () => {
    const stuck = () =>
      asking('dispatch-shipment')
        .given(...Array.from({ length: 8 }, () => deadline('dispatch-shipment')))
        .stands('needs-operator');
    stuck()
      .when(operator({ act: 'resolve', outcome: 'completed' }))
      .then(OrderFulfilled({ ...customer, shipmentId: 'par_1', trackingNumber: 'TRACK-1' }))
      .stands('resolved');
    stuck()
      .when(operator({ act: 'resolve', outcome: 'rolled-back' }))
      .then(orderCancelled('shop-cancelled', 'the shop cancelled the order', 'by-hand'))
      .stands('resolved');
  });
});
