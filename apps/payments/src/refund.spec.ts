import { describe, expect, it } from '@jest/globals';
import { PaymentRefunded, RefundRefused } from '@sagaworks/contracts';
import type { Answer } from '@sagaworks/messaging';
import { contextOf } from '@sagaworks/messaging/testing';
import { cards } from './card-processor/operations.js';
import { Refunds } from './refund.js';
import { RefundPaymentHandler } from './refund-payment/refund-payment.handler.js';
import { RefundStore } from './refund.store.js';

const orderId = '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90';
const fulfilmentId = '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f91';
const amount = { amount: 2_400, currency: 'EUR' };
const request = { orderId, fulfilmentId };
const handler = new RefundPaymentHandler(new RefundStore());
const answer = (value: unknown): Answer => ({ kind: 'answered', operation: cards.refund.name, key: 'k', value });
const silence: Answer = {
  kind: 'gave-up',
  called: true,
  operation: cards.refund.name,
  key: 'k',
  reason: 'out of time',
};

/** What payments does for the saga `return-1`, when this much was taken. */
function till(taken: typeof amount | undefined = amount) {
  const refunds = new Refunds([], new Map(taken === undefined ? [] : [[fulfilmentId, { orderId, amount: taken }]]));
  const context = contextOf(request, { correlationId: 'return-1' });
  return {
    ask: () => handler.decide(request, refunds, context),
    hear: (said: Answer) => handler.answered(said, refunds, context),
  };
}
const called = expect.objectContaining({
  out: 'call',
  key: 'return-1/refund-payment/do',
  request: { authorisationKey: `${fulfilmentId}/authorise-payment/do` },
});

describe('asked for a refund', () => {
  it('gives back what was taken under the fulfilment’s own hold, and says the same again', () => {
    const { ask, hear } = till();
    expect(ask()).toEqual(called);
    expect(ask()).toBeUndefined();
    expect(hear(answer('refunded'))).toEqual(PaymentRefunded({ orderId, amount }));
    expect(ask()).toEqual(PaymentRefunded({ orderId, amount }));
    expect(hear(answer('refused'))).toBeUndefined();
  });

  it('refuses where nothing was taken, and asks nobody', () => {
    const refunds = new Refunds([], new Map());
    expect(handler.decide(request, refunds, contextOf(request, { correlationId: 'return-1' }))).toMatchObject({
      contract: RefundRefused,
      data: { reason: { code: 'not-captured' } },
    });
  });

  it('says no when the card processor does', () => {
    const { ask, hear } = till();
    ask();
    expect(hear(answer('refused'))).toMatchObject({
      contract: RefundRefused,
      data: { reason: { code: 'refund-refused' } },
    });
  });

  it('says nothing while it does not know, and asks again under the same key', () => {
    const { ask, hear } = till();
    ask();
    expect(hear(silence)).toBeUndefined();
    expect(ask()).toEqual(called);
  });
});
