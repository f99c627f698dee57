import { describe, it } from '@jest/globals';
import { AuthorisePayment, BookShipment, OrderFulfilled, ReserveStock } from '@sagaworks/contracts';
import { asked } from '@sagaworks/messaging/testing';
import {
  anOrder,
  captureRefused,
  cardDeclined,
  insufficientFunds,
  noCarrier,
  orderId,
  paymentAuthorised,
  paymentCaptured,
  paymentVoided,
  shipmentBooked,
  shipmentCancelled,
  shipmentDispatched,
  stockRefused,
  stockReleased,
  stockReserved,
} from '../testing/an-order.js';
import {
  authorised,
  booked,
  cancelShipment,
  capturePayment,
  captured,
  customer,
  dispatchShipment,
  lines,
  orderCancelled,
  placed,
  releaseStock,
  reserved,
  voidPayment,
} from './conversations.fixture.js';

describe('an order that goes well', () => {
  it('has its stock held, its payment authorised, its parcel booked, then its money taken and its parcel sent', () => {
    placed()
      .opensWith(ReserveStock({ orderId, lines }))
      .when(stockReserved)
      .then(AuthorisePayment({ orderId, customerId: 'ada', amount: anOrder.total, cardToken: 'tok_visa' }))
      .when(paymentAuthorised)
      .then(BookShipment({ orderId, shipTo: anOrder.shipTo, lines }))
      .when(shipmentBooked)
      .then(capturePayment)
      .when(paymentCaptured)
      .then(dispatchShipment)
      .when(shipmentDispatched)
      .then(OrderFulfilled({ ...customer, shipmentId: 'par_1', trackingNumber: 'TRACK-1' }))
      .stands('completed');
  });

  it('gives each participant the time that it has', () => {
    placed().opensWith(
      asked(ReserveStock({ orderId, lines }), {
        step: 'reserve-stock',
        ask: 1,
        deadline: new Date('2030-01-01T12:00:30Z'),
      }),
    );
    authorised()
      .when(shipmentBooked)
      .then(asked(capturePayment, { step: 'capture-payment', ask: 1, deadline: undefined }));
  });

  it('is not moved by hearing anything twice', () => {
    captured()
      .when(stockReserved)
      .then()
      .notes('ignored')
      .when(paymentCaptured)
      .then()
      .notes('ignored')
      .when(captureRefused)
      .then()
      .notes('ignored')
      .given(shipmentDispatched)
      .when(shipmentDispatched)
      .then()
      .stands('completed');
  });
});

describe('a refused order', () => {
  it('without stock leaves nothing to undo', () => {
    placed().when(stockRefused).then(orderCancelled('stock-refused')).stands('rolled-back');
  });

  it.each([
    ['card-declined', cardDeclined],
    ['insufficient-funds', insufficientFunds],
  ] as const)('for %s gives the stock back', (code, refusal) => {
    reserved().when(refusal).then(releaseStock).when(stockReleased).then(orderCancelled(code));
  });

  it('for want of a carrier gives money and stock back, one after the other', () => {
    authorised()
      .when(noCarrier)
      .then(voidPayment)
      .doubts(stockReleased, /was never asked/)
      .when(paymentVoided)
      .then(releaseStock)
      .when(stockReleased)
      .then(orderCancelled('no-carrier'));
  });

  it('at capture gives everything back', () => {
    booked()
      .when(captureRefused)
      .then(cancelShipment)
      .when(shipmentCancelled)
      .then(voidPayment)
      .when(paymentVoided)
      .then(releaseStock)
      .when(stockReleased)
      .then(orderCancelled('capture-refused'))
      .stands('rolled-back');
  });
});
