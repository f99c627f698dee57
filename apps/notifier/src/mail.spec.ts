import { describe, expect, it } from '@jest/globals';
import { Loaded, type Answer } from '@sagaworks/messaging';
import { contextOf } from '@sagaworks/messaging/testing';
import {
  cancelledLetter,
  fulfilledLetter,
  mailKey,
  messageIdOf,
  needsAttentionLetter,
  rejectedLetter,
} from './mail.js';
import { mails as mailTable, MailStore } from './mail.store.js';
import { mailbox } from './mailbox/operations.js';
import { OrderFulfilledHandler } from './tell-customer/order-fulfilled.handler.js';

const orderId = '5b1f5f0e-6d0c-4f7e-8f6e-111111111111';
const customer = { orderId, customerId: 'ada', email: 'ada@example.com' };
const fulfilled = { ...customer, shipmentId: 's-1', trackingNumber: 'TRACK-7' };
const handler = new OrderFulfilledHandler(new MailStore());
const answered = (value: unknown): Answer => ({ kind: 'answered', operation: mailbox.send.name, key: 'k', value });
const gaveUp: Answer = { kind: 'gave-up', called: true, operation: mailbox.send.name, key: 'k', reason: 'out of time' };

describe('a letter to the customer', () => {
  it('names the order and its tracking number', () => {
    expect(fulfilledLetter(fulfilled).text).toContain(orderId);
    expect(fulfilledLetter(fulfilled).text).toContain('TRACK-7');
  });

  it('says why an order is cancelled', () => {
    const { text } = cancelledLetter({
      ...customer,
      reason: { code: 'card-declined', text: 'The card was declined.' },
      undone: 'confirmed',
    });
    expect(text).toContain(orderId);
    expect(text).toContain('The card was declined.');
  });

  it.each([
    ['confirmed', true],
    ['by-hand', false],
    ['unknown', false],
  ] as const)('says of the money only what is known: undone is %s', (undone, isKnown) => {
    expect(
      cancelledLetter({
        ...customer,
        reason: { code: 'shop-cancelled', text: 'The shop cancelled it.' },
        undone,
      }).text.includes('nothing is charged'),
    ).toBe(isKnown);
    const { text } = rejectedLetter({
      ...customer,
      reason: { code: 'called-off', text: 'It was called off.' },
      undone,
    });
    expect([text.includes('nothing is given back'), text.includes('stays with you')]).toEqual([isKnown, isKnown]);
  });

  it('says that people look at an order, and what for', () => {
    expect(
      needsAttentionLetter({ ...customer, step: 'book-shipment', text: 'it was asked 8 times without an answer' }).text,
    ).toContain('8 times');
  });

  it('has one Message-ID for the same news of the same order, and another for other news', () => {
    expect(messageIdOf(orderId, 'order-fulfilled')).toBe(messageIdOf(orderId, 'order-fulfilled'));
    expect(messageIdOf(orderId, 'order-fulfilled')).not.toBe(messageIdOf(orderId, 'order-cancelled'));
    expect(messageIdOf(orderId, 'order-fulfilled')).not.toBe(
      messageIdOf('5b1f5f0e-6d0c-4f7e-8f6e-222222222222', 'order-fulfilled'),
    );
  });
});

describe('told how an order ended', () => {
  it('asks for one mail, however often the news comes', () => {
    const mails = new Loaded(mailTable.keyOf);
    expect(handler.decide(fulfilled, mails)).toMatchObject({
      out: 'call',
      operation: mailbox.send,
      key: messageIdOf(orderId, 'order-fulfilled'),
      request: { to: 'ada@example.com', orderId },
    });
    expect(handler.decide(fulfilled, mails)).toBeUndefined();
  });

  it('does nothing for a customer who left no address', () => {
    const { email: _, ...nobody } = fulfilled;
    const mails = new Loaded(mailTable.keyOf);
    expect(handler.needs(nobody)).toEqual([]);
    expect(handler.decide(nobody, mails)).toBeUndefined();
    expect(mails.added).toEqual([]);
  });

  it('notes what the mail server said, and nothing when it said nothing', () => {
    const mails = new Loaded(mailTable.keyOf);
    handler.decide(fulfilled, mails);
    handler.answered(gaveUp, mails, contextOf(fulfilled));
    expect(mails.find(mailKey(orderId, 'order-fulfilled'))).toMatchObject({ status: 'asked' });
    handler.answered(answered('refused'), mails, contextOf(fulfilled));
    expect(mails.find(mailKey(orderId, 'order-fulfilled'))).toEqual({
      orderId,
      kind: 'order-fulfilled',
      status: 'refused',
    });
  });
});
