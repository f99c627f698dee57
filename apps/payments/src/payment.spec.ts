import { describe, expect, it } from '@jest/globals';
import {
  CaptureRefused,
  PaymentAuthorised,
  PaymentCaptured,
  PaymentDeclined,
  PaymentVoided,
  VoidRefused,
  type Money,
} from '@sagaworks/contracts';
import { Loaded, type AnyContract, type Answer } from '@sagaworks/messaging';
import { contextOf } from '@sagaworks/messaging/testing';
import { AuthorisePaymentHandler } from './authorise-payment/authorise-payment.handler.js';
import { CapturePaymentHandler } from './capture-payment/capture-payment.handler.js';
import { cards } from './card-processor/operations.js';
import { payments as table, PaymentStore } from './payment.store.js';
import { VoidPaymentHandler } from './void-payment/void-payment.handler.js';

const orderId = '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90';
const amount: Money = { amount: 4200, currency: 'EUR' };
const request = { orderId, customerId: 'ada', amount, cardToken: 'tok_visa' };
const toCapture = { orderId, paymentId: 'ch_1' };
const ofSaga = { correlationId: 'saga-1' };
const store = new PaymentStore();

const answered = (operation: { name: string }, value: unknown): Answer => ({
  kind: 'answered',
  operation: operation.name,
  key: 'k',
  value,
});
const gaveUp = (operation: { name: string }, called = true): Answer => ({
  kind: 'gave-up',
  called,
  operation: operation.name,
  key: 'k',
  reason: 'out of time',
});
const message = (contract: AnyContract, code?: string) =>
  expect.objectContaining({
    contract,
    ...(code === undefined ? {} : { data: expect.objectContaining({ reason: expect.objectContaining({ code }) }) }),
  });
const asks = (operation: { name: string }, key: string) => expect.objectContaining({ out: 'call', operation, key });

/** The payment of one saga: what it is asked and answered, and what it says. */
function payment() {
  const payments = new Loaded(table.keyOf);
  const authorise = new AuthorisePaymentHandler(store);
  const capture = new CapturePaymentHandler(store);
  const makeVoid = new VoidPaymentHandler(store);
  return {
    authorise: (deadline?: Date) =>
      authorise.decide(request, payments, contextOf(request, { ...ofSaga, ...(deadline && { deadline }) })),
    authoriseAnswered: (answer: Answer) => authorise.answered(answer, payments, contextOf(request, ofSaga)),
    capture: () => capture.decide(toCapture, payments, contextOf(toCapture, ofSaga)),
    captureAnswered: (answer: Answer) => capture.answered(answer, payments, contextOf(toCapture, ofSaga)),
    makeVoid: () => makeVoid.decide({ orderId }, payments, contextOf({ orderId }, ofSaga)),
    voidAnswered: (answer: Answer) => makeVoid.answered(answer, payments, contextOf({ orderId }, ofSaga)),
  };
}
function authorised() {
  const it = payment();
  it.authorise();
  it.authoriseAnswered(answered(cards.authorise, { paymentId: 'ch_1' }));
  return it;
}

describe('asked to authorise', () => {
  it('asks the card processor under the key of the action, and says what it answers', () => {
    const { authorise, authoriseAnswered } = payment();
    expect(authorise()).toEqual(asks(cards.authorise, 'saga-1/authorise-payment/do'));
    expect(authoriseAnswered(answered(cards.authorise, { paymentId: 'ch_1' }))).toEqual(
      PaymentAuthorised({ orderId, paymentId: 'ch_1', amount }),
    );
  });

  it('says a decline with its reason', () => {
    const { authorise, authoriseAnswered } = payment();
    authorise();
    expect(authoriseAnswered(answered(cards.authorise, { declined: 'insufficient-funds' }))).toEqual(
      message(PaymentDeclined, 'insufficient-funds'),
    );
  });

  it('is silent when asked again while the processor is being asked, and repeats its final answer after', () => {
    const { authorise, authoriseAnswered } = payment();
    authorise();
    expect(authorise()).toBeUndefined();
    const first = authoriseAnswered(answered(cards.authorise, { paymentId: 'ch_1' }));
    expect(authorise()).toEqual(first);
  });

  it('asks nobody once the deadline is past', () => {
    expect(payment().authorise(new Date('2030-01-01T11:59:59Z'))).toEqual(message(PaymentDeclined, 'deadline-missed'));
  });

  it('without an answer in time, says no only after the hold that may exist is made void', () => {
    const { authorise, authoriseAnswered } = payment();
    authorise(new Date('2030-01-01T12:01:00Z'));
    expect(authoriseAnswered(gaveUp(cards.authorise))).toEqual(
      expect.objectContaining({
        key: 'saga-1/authorise-payment/undo',
        request: { authorisationKey: 'saga-1/authorise-payment/do' },
        undoes: 'saga-1/authorise-payment/do',
      }),
    );
    expect(authorise()).toBeUndefined();
    expect(authoriseAnswered(answered(cards.void, 'voided'))).toEqual(message(PaymentDeclined, 'deadline-missed'));
  });
});

describe('of an authorisation that is known never to have begun', () => {
  it('says no at once: there is nothing to make void', () => {
    const { authorise, authoriseAnswered, makeVoid } = payment();
    authorise(new Date('2030-01-01T12:01:00Z'));
    expect(authoriseAnswered(gaveUp(cards.authorise, false))).toEqual(message(PaymentDeclined, 'deadline-missed'));
    expect(makeVoid()).toEqual(PaymentVoided({ orderId }));
  });

  it('confirms the void that was asked meanwhile', () => {
    const { authorise, authoriseAnswered, makeVoid, voidAnswered } = payment();
    authorise();
    makeVoid();
    expect(authoriseAnswered(gaveUp(cards.authorise, false))).toBeUndefined();
    expect(voidAnswered(gaveUp(cards.void, false))).toEqual(PaymentVoided({ orderId }));
  });
});

describe('asked to void', () => {
  it('makes the hold void under the key of the action', () => {
    const { makeVoid, voidAnswered } = authorised();
    expect(makeVoid()).toEqual(
      expect.objectContaining({
        out: 'call',
        operation: cards.void,
        request: { authorisationKey: 'saga-1/authorise-payment/do' },
      }),
    );
    expect(voidAnswered(answered(cards.void, 'voided'))).toEqual(PaymentVoided({ orderId }));
    expect(makeVoid()).toEqual(PaymentVoided({ orderId }));
  });

  it('before the authorisation, leaves a refusal for it to find', () => {
    const { authorise, makeVoid } = payment();
    expect(makeVoid()).toEqual(PaymentVoided({ orderId }));
    expect(authorise()).toEqual(message(PaymentDeclined, 'withdrawn'));
  });

  it('while the processor is still being asked, makes void what may be found done, and says no yes', () => {
    const { authorise, authoriseAnswered, makeVoid, voidAnswered } = payment();
    authorise();
    expect(makeVoid()).toEqual(asks(cards.void, 'saga-1/authorise-payment/undo'));
    expect(authoriseAnswered(answered(cards.authorise, { paymentId: 'ch_1' }))).toBeUndefined();
    expect(voidAnswered(answered(cards.void, 'voided'))).toEqual(PaymentVoided({ orderId }));
    expect(authorise()).toEqual(message(PaymentDeclined, 'withdrawn'));
  });

  it('after a decline, has nothing to do', () => {
    const { authorise, authoriseAnswered, makeVoid } = payment();
    authorise();
    authoriseAnswered(answered(cards.authorise, { declined: 'card-declined' }));
    expect(makeVoid()).toEqual(PaymentVoided({ orderId }));
  });

  it('refuses for money that is taken, or being taken: never a silent refund', () => {
    const { capture, captureAnswered, makeVoid } = authorised();
    capture();
    expect(makeVoid()).toEqual(message(VoidRefused, 'already-captured'));
    captureAnswered(answered(cards.capture, 'captured'));
    expect(makeVoid()).toEqual(message(VoidRefused, 'already-captured'));
  });

  it('says so when the processor has taken the money', () => {
    const { makeVoid, voidAnswered } = authorised();
    makeVoid();
    expect(voidAnswered(answered(cards.void, 'already-captured'))).toEqual(message(VoidRefused, 'already-captured'));
  });

  it('is silent without an answer, and asks the processor again when asked again', () => {
    const { makeVoid, voidAnswered } = authorised();
    makeVoid();
    expect(makeVoid()).toBeUndefined();
    expect(voidAnswered(gaveUp(cards.void))).toBeUndefined();
    expect(makeVoid()).toEqual(asks(cards.void, 'saga-1/authorise-payment/undo'));
  });
});

describe('asked to capture', () => {
  it('takes the money once', () => {
    const { capture, captureAnswered } = authorised();
    expect(capture()).toEqual(asks(cards.capture, 'saga-1/capture-payment/do'));
    expect(capture()).toBeUndefined();
    expect(captureAnswered(answered(cards.capture, 'captured'))).toEqual(
      PaymentCaptured({ orderId, paymentId: 'ch_1', amount }),
    );
    expect(capture()).toEqual(PaymentCaptured({ orderId, paymentId: 'ch_1', amount }));
  });

  it('says the refusal, after which the hold can be made void', () => {
    const { capture, captureAnswered, makeVoid } = authorised();
    capture();
    expect(captureAnswered(answered(cards.capture, 'refused'))).toEqual(message(CaptureRefused, 'capture-refused'));
    expect(makeVoid()).toEqual(asks(cards.void, 'saga-1/authorise-payment/undo'));
  });

  it('refuses where nothing is held', () => {
    expect(payment().capture()).toEqual(message(CaptureRefused, 'capture-refused'));
  });
});
