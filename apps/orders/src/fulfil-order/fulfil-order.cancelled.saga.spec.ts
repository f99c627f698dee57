import { describe, it } from '@jest/globals';
import { asked, askedAgain, cancelled, deadline, operator } from '@sagaworks/messaging/testing';
import {
  cancellationRefused,
  captureRefused,
  cardDeclined,
  noCarrier,
  paymentCaptured,
  paymentVoided,
  shipmentDispatched,
  stockReleased,
  voidRefused,
} from '../testing/an-order.js';
import {
  asking,
  cancelShipment,
  dispatchShipment,
  needsAttention,
  orderCancelled,
  placed,
  releaseStock,
  undoneBefore,
  undoneBetween,
  voidPayment,
} from './conversations.fixture.js';

describe('a customer who cancels', () => {
  const byCustomer = orderCancelled('customer-cancelled', 'the customer cancelled the order');

  it.each([
    ['while stock is asked', placed, [releaseStock]],
    ['while payment is asked', () => asking('authorise-payment'), [voidPayment]],
    ['while shipping is asked', () => asking('book-shipment'), [cancelShipment]],
  ] as const)('%s has what may have happened undone at once', (_, at, undo) => {
    at()
      .when(cancelled())
      .then(...undo)
      .notes('cancel-asked', 'undo-asked')
      .stands('compensating');
  });

  it('hears of it when everything is undone', () => {
    undoneBefore('authorise-payment', asking('authorise-payment').given(cancelled()).when(paymentVoided))
      .then(byCustomer)
      .when(cancelled())
      .then()
      .notes('cancel-asked')
      .stands('rolled-back');
  });

  it('while it is rolled back already keeps the first reason', () => {
    asking('authorise-payment')
      .given(cardDeclined)
      .when(cancelled())
      .then()
      .given(...undoneBetween('reserve-stock', 'authorise-payment'))
      .when(stockReleased)
      .then(orderCancelled('card-declined'));
  });

  it('is too late once the money is asked for, and the order goes on', () => {
    asking('capture-payment')
      .when(cancelled())
      .then()
      .notes('cancel-refused')
      .when(paymentCaptured)
      .then(dispatchShipment);
    asking('dispatch-shipment').when(cancelled()).then().notes('cancel-refused');
    asking('dispatch-shipment')
      .given(shipmentDispatched)
      .when(cancelled())
      .then()
      .notes('cancel-refused')
      .stands('completed');
  });
});

describe('a shop that takes an order back', () => {
  it('has all undone, and the customer is told that it was the shop', () => {
    const takenBack = asking('authorise-payment').given(operator({ act: 'compensate' }));
    undoneBefore('authorise-payment', takenBack.when(paymentVoided)).then(
      orderCancelled('shop-cancelled', 'the shop cancelled the order'),
    );
  });

  it('for the customer says that it was the customer', () => {
    placed()
      .given(operator({ act: 'cancel' }))
      .when(stockReleased)
      .then(orderCancelled('customer-cancelled', 'the customer cancelled the order'));
  });
});

describe('an undo', () => {
  it.each([
    [
      'of payment',
      () => asking('book-shipment').given(noCarrier, ...undoneBetween('authorise-payment', 'book-shipment')),
      voidRefused,
      'authorise-payment',
    ],
    [
      'of shipping',
      () => asking('capture-payment').given(captureRefused, ...undoneBetween('book-shipment', 'capture-payment')),
      cancellationRefused,
      'book-shipment',
    ],
  ] as const)('%s that is refused needs attention, and nothing more is undone', (_, undoing, refusal, step) => {
    undoing()
      .when(refusal)
      .then(needsAttention(step, `undoing ${step} was refused`))
      .stands('needs-operator')
      .doubts(stockReleased, /was never asked/)
      .when(cancelled())
      .then()
      .stands('needs-operator');
  });

  it('that is refused is ended by the word of a person: the order is cancelled for what it was taken back for', () => {
    asking('book-shipment')
      .given(noCarrier, ...undoneBetween('authorise-payment', 'book-shipment'), voidRefused)
      .when(operator({ act: 'resolve', outcome: 'completed' }))
      .then()
      .notes('ignored')
      .stands('needs-operator')
      .when(operator({ act: 'resolve', outcome: 'rolled-back' }))
      .then(orderCancelled('no-carrier', undefined, 'by-hand'))
      .stands('resolved');
  });

  it('that stays silent is asked eight times, then needs attention, and goes on when it is confirmed after all', () => {
    const silence = Array.from({ length: 7 }, () => deadline('reserve-stock'));
    placed()
      .given(deadline('reserve-stock'), ...silence)
      .when(deadline('reserve-stock'))
      .then(needsAttention('reserve-stock', 'undoing reserve-stock was asked 8 times without an answer'))
      .when(askedAgain('reserve-stock'))
      .then(asked(releaseStock, { ask: 9 }))
      .when(asked(stockReleased, { step: 'reserve-stock', ask: 3 }))
      .then(orderCancelled('deadline-missed', 'reserve-stock got no answer in time'));
  });
});
