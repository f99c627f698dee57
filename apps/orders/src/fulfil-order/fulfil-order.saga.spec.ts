import { describe, it } from '@jest/globals';
import { OrderFulfilled, ReserveStock } from '@sagaworks/contracts';
import { asked } from '@sagaworks/messaging/testing';
import {
  captureRefused,
  cardDeclined,
  insufficientFunds,
  noCarrier,
  orderId,
  paymentCaptured,
  shipmentDispatched,
  stockRefused,
  stockReleased,
  stockReserved,
} from '../testing/an-order.js';
import {
  asking,
  capturePayment,
  customer,
  lines,
  orderCancelled,
  placed,
  undoneBefore,
} from './conversations.fixture.js';
import { story } from '../testing/story.js';

describe('an order that goes well', () => {
  it('is asked for step by step, each once the one before it has said yes', () => {
    const [first, ...later] = story;
    later
      .reduce((told, { ask }, at) => told.when(story[at]!.yes).then(ask), placed().opensWith(first!.ask))
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
    asking('capture-payment').opensWith(
      asked(capturePayment, { step: 'capture-payment', ask: 1, deadline: undefined }),
    );
  });

  it('is not moved by hearing anything twice', () => {
    asking('dispatch-shipment')
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
    undoneBefore('authorise-payment', asking('authorise-payment').when(refusal)).then(orderCancelled(code));
  });

  it('for want of a carrier gives money and stock back, one after the other', () => {
    undoneBefore('book-shipment', asking('book-shipment').when(noCarrier)).then(orderCancelled('no-carrier'));
    asking('book-shipment')
      .given(noCarrier)
      .doubts(stockReleased, /was never asked/);
  });

  it('at capture gives everything back', () => {
    undoneBefore('capture-payment', asking('capture-payment').when(captureRefused))
      .then(orderCancelled('capture-refused'))
      .stands('rolled-back');
  });
});
