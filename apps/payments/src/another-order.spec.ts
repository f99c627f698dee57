import { describe, expect, it } from '@jest/globals';
import { Loaded } from '@sagaworks/messaging';
import { contextOf } from '@sagaworks/messaging/testing';
import { AuthorisePaymentHandler } from './authorise-payment/authorise-payment.handler.js';
import { CapturePaymentHandler } from './capture-payment/capture-payment.handler.js';
import { opened, type Payment } from './payment.js';
import { payments as table, PaymentStore } from './payment.store.js';
import { Refunds, type Refund } from './refund.js';
import { RefundPaymentHandler } from './refund-payment/refund-payment.handler.js';
import { RefundStore } from './refund.store.js';
import { VoidPaymentHandler } from './void-payment/void-payment.handler.js';

const [orderId, another] = ['0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90', '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f9f'];
const amount = { amount: 2_400, currency: 'EUR' };
const authorised: Payment = { ...opened('saga-1', orderId, amount, 'authorised'), paymentId: 'ch_1' };
const refund: Refund = { sagaId: 'return-1', orderId, fulfilmentId: 'saga-1', amount, status: 'asked' };
const asks = <D extends object>(data: D, sagaId = 'saga-1') => contextOf(data, { correlationId: sagaId });

// Whoever can write to payments.commands can name any saga: what it was asked first says which order it is about.
describe('a command that names the saga of another order is not obeyed', () => {
  const store = new PaymentStore();
  const payments = () => new Loaded(table.keyOf, [authorised]);
  const toAuthorise = { orderId: another, customerId: 'eve', amount, cardToken: 'tok_visa' };
  const toCapture = { orderId: another, paymentId: 'ch_1' };
  const toRefund = { orderId: another, fulfilmentId: 'saga-1' };
  const refunds = (rows: readonly Refund[] = []) => new Refunds(rows, new Map([['saga-1', { orderId, amount }]]));

  it.each([
    ['authorise', () => new AuthorisePaymentHandler(store).decide(toAuthorise, payments(), asks(toAuthorise))],
    ['capture', () => new CapturePaymentHandler(store).decide(toCapture, payments(), asks(toCapture))],
    ['void', () => new VoidPaymentHandler(store).decide({ orderId: another }, payments(), asks({ orderId: another }))],
    [
      'refund what another order paid',
      () => new RefundPaymentHandler(new RefundStore()).decide(toRefund, refunds(), asks(toRefund, 'return-9')),
    ],
    [
      'refund by the name of another return',
      () => new RefundPaymentHandler(new RefundStore()).decide(toRefund, refunds([refund]), asks(toRefund, 'return-1')),
    ],
  ])('%s', (_what, decide) => {
    expect(decide).toThrow(/has orderId 0190f3a2.*8f9f, and what saga .* was asked first has .*8f90/);
  });
});
