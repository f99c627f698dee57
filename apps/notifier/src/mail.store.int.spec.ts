import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { throwawayService, type ThrowawayService } from '@sagaworks/messaging/testing';
import { mailKey, type Mail } from './mail.js';
import { MailStore } from './mail.store.js';

const orderId = '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90';
const store = new MailStore();
let under: ThrowawayService;
beforeAll(
  async () =>
    void (under = await throwawayService(
      'notifier',
      ...['20260101000000_init', '20260301000000_forget_addresses'].map(
        (each) => new URL(`../../../prisma/notifier/migrations/${each}/migration.sql`, import.meta.url),
      ),
    )),
);
afterAll(() => under.close());

const put = (...mails: readonly Mail[]) =>
  under.database.transaction(async (tx) => {
    const loaded = await store.load(
      tx,
      mails.map((mail) => mail.orderId),
    );
    mails.forEach((mail) => loaded.put(mail));
    store.save(tx, loaded);
  });

describe('mails in PostgreSQL', () => {
  it('are one of a kind for an order, and change each for itself', async () => {
    const mail: Mail = { orderId, kind: 'order-needs-attention', status: 'asked' };
    await put(mail);
    await put({ ...mail, status: 'sent' }, { ...mail, kind: 'order-fulfilled' });
    const found = await under.database.transaction((tx) => store.load(tx, [orderId]));
    expect(found.find(mailKey(orderId, 'order-needs-attention'))).toEqual({ ...mail, status: 'sent' });
    expect(found.find(mailKey(orderId, 'order-fulfilled'))).toEqual({ ...mail, kind: 'order-fulfilled' });
    expect(found.find(mailKey(orderId, 'order-cancelled'))).toBeUndefined();
  });
});
