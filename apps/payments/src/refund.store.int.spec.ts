import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { throwawayService, type ThrowawayService } from '@sagaworks/messaging/testing';
import { opened } from './payment.js';
import { PaymentStore } from './payment.store.js';
import type { Refund } from './refund.js';
import { RefundStore } from './refund.store.js';

const orderId = '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90';
const amount = { amount: 3_000_000_000, currency: 'EUR' };
const refund: Refund = { sagaId: 'return-1', orderId, fulfilmentId: 'saga-1', amount, status: 'asked' };
const store = new RefundStore();
const migration = (name: string) =>
  new URL(`../../../prisma/payments/migrations/${name}/migration.sql`, import.meta.url);
let under: ThrowawayService;
beforeAll(
  async () =>
    void (under = await throwawayService(
      'payments',
      migration('20260101000000_init'),
      migration('20260201000000_refunds'),
    )),
);
afterAll(() => under.close());

const put = (...refunds: readonly Refund[]) =>
  under.database.transaction(async (tx) => {
    const loaded = await store.load(
      tx,
      refunds.map(({ sagaId }) => ({ sagaId })),
    );
    refunds.forEach((each) => loaded.put(each));
    store.save(tx, loaded);
  });
const loaded = (sagaId: string, fulfilmentId: string) =>
  under.database.transaction((tx) => store.load(tx, [{ sagaId }, { fulfilmentId }]));

describe('refunds in PostgreSQL', () => {
  it('come back as they were put and changed', async () => {
    await put(refund);
    expect((await loaded('return-1', 'saga-1')).find('return-1')).toEqual(refund);
    await put({ ...refund, status: 'refunded' });
    expect((await loaded('return-1', 'saga-1')).find('return-1')).toEqual({ ...refund, status: 'refunded' });
  });

  it('know what was taken, and nothing of what was not', async () => {
    const payments = new PaymentStore();
    await under.database.transaction(async (tx) => {
      const all = await payments.load(tx, []);
      all.put({ ...opened('saga-2', orderId, amount, 'authorised'), capture: 'captured' });
      all.put(opened('saga-3', orderId, amount, 'authorised'));
      payments.save(tx, all);
    });
    expect((await loaded('return-2', 'saga-2')).taken('saga-2')).toEqual({ orderId, amount });
    expect((await loaded('return-3', 'saga-3')).taken('saga-3')).toBeUndefined();
  });

  it('give the money of one payment back once', async () => {
    await put({ ...refund, sagaId: 'return-4', fulfilmentId: 'saga-4' });
    await expect(put({ ...refund, sagaId: 'return-5', fulfilmentId: 'saga-4' })).rejects.toThrow(
      'refunds_fulfilment_id_key',
    );
  });
});
