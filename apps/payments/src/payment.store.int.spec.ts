import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { throwawayService, type ThrowawayService } from '@sagaworks/messaging/testing';
import { opened, type Payment } from './payment.js';
import { PaymentStore } from './payment.store.js';

const orderId = '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90';
const store = new PaymentStore();
let under: ThrowawayService;
beforeAll(
  async () =>
    void (under = await throwawayService(
      'payments',
      new URL('../../../prisma/payments/migrations/20260101000000_init/migration.sql', import.meta.url),
    )),
);
afterAll(() => under.close());

const put = (...payments: readonly Payment[]) =>
  under.database.transaction(async (tx) => {
    const loaded = await store.load(
      tx,
      payments.map(({ sagaId }) => sagaId),
    );
    payments.forEach((payment) => loaded.put(payment));
    store.save(tx, loaded);
  });
const found = (sagaId: string) =>
  under.database.transaction(async (tx) => (await store.load(tx, [sagaId])).find(sagaId));

describe('payments in PostgreSQL', () => {
  it('come back as they were put', async () => {
    const payment = opened('saga-1', orderId, { amount: 3_000_000_000, currency: 'EUR' }, 'asked');
    await put(payment);
    expect(await found('saga-1')).toEqual(payment);
    const authorised: Payment = { ...payment, authorisation: 'authorised', paymentId: 'ch_1', capture: 'captured' };
    await put(authorised);
    expect(await found('saga-1')).toEqual(authorised);
  });

  it('are added and changed in one batch, each by its own saga', async () => {
    const known = opened('saga-2', orderId, { amount: 1, currency: 'EUR' }, 'asked');
    await put(known);
    await put(
      { ...known, voiding: 'asked', authorisation: 'withdrawn' },
      opened('saga-3', orderId, { amount: 2, currency: 'EUR' }, 'deadline-missed'),
    );
    expect([await found('saga-2'), await found('saga-3')]).toMatchObject([
      { voiding: 'asked', amount: { amount: 1 } },
      { authorisation: 'deadline-missed', amount: { amount: 2 } },
    ]);
  });

  it('cannot be in a state that the rules do not know', async () => {
    await expect(
      under.database.query(`INSERT INTO payments VALUES ('saga-9', $1, 1, 'EUR', NULL, 'maybe', 'none', 'none')`, [
        orderId,
      ]),
    ).rejects.toThrow('payments_authorisation_check');
  });
});
