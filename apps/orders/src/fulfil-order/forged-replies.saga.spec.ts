import { describe, it } from '@jest/globals';
import { PaymentAuthorised, PaymentCaptured, ShipmentDispatched, StockReserved } from '@sagaworks/contracts';
import { asked } from '@sagaworks/messaging/testing';
import { paymentAuthorised, paymentCaptured, anOrder, orderId } from '../testing/an-order.js';
import { asking, placed } from './conversations.fixture.js';

const another = { orderId: '6f1ed002-ab59-5a0c-9d2a-0b6f3e1c0099' };
const amount = anOrder.total;

// Whoever can write to a topic can send any of these; what defects they were once is in their names.
describe('an order is not moved by a reply', () => {
  it('for another order', () => {
    asking('authorise-payment').doubts(
      PaymentAuthorised({ ...another, paymentId: 'pay_1', amount }),
      /it is about 6f1ed002.*0099/,
    );
    placed().doubts(
      StockReserved({ ...another, reservationId: '6f1ed002-ab59-5a0c-9d2a-0b6f3e1c0002' }),
      /it is about/,
    );
  });

  it('that authorises another amount, or another currency', () => {
    asking('authorise-payment')
      .doubts(
        PaymentAuthorised({ orderId, paymentId: 'pay_1', amount: { amount: 1, currency: 'XXX' } }),
        /it tells of 1 XXX, the order has 2400 EUR/,
      )
      .doubts(PaymentAuthorised({ orderId, paymentId: 'pay_1', amount: { ...amount, currency: 'JPY' } }), /2400 JPY/);
  });

  it('to an ask that was never asked', () => {
    asking('authorise-payment').doubts(
      asked(paymentAuthorised, { step: 'authorise-payment', ask: 77 }),
      /ask 77 .* was never asked/,
    );
    asking('authorise-payment').doubts(paymentCaptured, /ask 1 of step capture-payment was never asked/);
  });

  it('that captures another amount or another payment', () => {
    asking('capture-payment')
      .doubts(PaymentCaptured({ orderId, paymentId: 'pay_2', amount }), /payment pay_2, the order has pay_1/)
      .doubts(
        PaymentCaptured({ orderId, paymentId: 'pay_1', amount: { amount: 0, currency: 'EUR' } }),
        /tells of 0 EUR/,
      );
  });

  it('that dispatches another parcel', () => {
    asking('capture-payment')
      .given(paymentCaptured)
      .doubts(ShipmentDispatched({ orderId, shipmentId: 'par_2', trackingNumber: 'X' }), /parcel par_2/);
  });
});
