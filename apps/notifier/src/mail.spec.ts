import { describe, expect, it } from '@jest/globals';
import type { Answer } from '@sagaworks/messaging';
import { cancelledMail, fulfilledMail, Postings, type PostingKey } from './mail.js';
import { notePosted, postOnce } from './tell-customer/post-mail.js';

const orderId = '5b1f5f0e-6d0c-4f7e-8f6e-111111111111';
const news = { orderId, customerId: 'ada', email: 'ada@example.com', shipmentId: 's-1', trackingNumber: 'TRACK-7' };
const key: PostingKey = { orderId, kind: 'order-fulfilled' };
const answered = (value: unknown): Answer => ({ kind: 'answered', operation: 'mailbox.send', key: 'k', value });

describe('a mail to the customer', () => {
  it('names the order and its tracking number', () => {
    expect(fulfilledMail(news).text).toContain(`${orderId} has left our house. Its tracking number is TRACK-7.`);
  });

  it('says why an order is cancelled', () => {
    const reason = { code: 'card-declined', text: 'The card was declined.' } as const;
    expect(cancelledMail({ orderId, customerId: 'ada', email: 'ada@example.com', reason }).text).toContain('The card was declined.');
  });

  it('has one Message-ID for the same news of the same order, and another for other news', () => {
    expect(fulfilledMail(news).messageId).toBe(fulfilledMail({ ...news }).messageId);
    expect(fulfilledMail(news).messageId).not.toBe(fulfilledMail({ ...news, orderId: '5b1f5f0e-6d0c-4f7e-8f6e-222222222222' }).messageId);
  });

  it('is asked for once, however often its news comes', () => {
    const postings = new Postings(new Map());
    expect(postOnce(key, fulfilledMail(news), postings)).toMatchObject({ out: 'call', key: fulfilledMail(news).messageId });
    expect(postOnce(key, fulfilledMail(news), postings)).toBeUndefined();
  });

  it('is noted as the mail server took it or refused it', () => {
    const postings = new Postings(new Map([[`${orderId}/order-fulfilled`, { ...key, to: news.email, status: 'asked' as const }]]));
    notePosted(key, answered('refused'), postings);
    expect(postings.find(key)).toMatchObject({ status: 'refused', to: 'ada@example.com' });
  });
});
