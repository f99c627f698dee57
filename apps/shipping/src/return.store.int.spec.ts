import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { throwawayService, type ThrowawayService } from '@sagaworks/messaging/testing';
import type { Return } from './return.js';
import { ReturnStore } from './return.store.js';
import { opened } from './shipment.js';
import { ShipmentStore } from './shipment.store.js';

const [orderId, another] = ['0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90', '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f91'];
const store = new ReturnStore();
const migration = (name: string) =>
  new URL(`../../../prisma/shipping/migrations/${name}/migration.sql`, import.meta.url);
let under: ThrowawayService;
beforeAll(
  async () =>
    void (under = await throwawayService(
      'shipping',
      migration('20260101000000_init'),
      migration('20260201000000_returns'),
    )),
);
afterAll(() => under.close());

const load = (...keys: Parameters<ReturnStore['load']>[1]) => under.database.transaction((tx) => store.load(tx, keys));
const put = (...returns: readonly Return[]) =>
  under.database.transaction(async (tx) => {
    const loaded = await store.load(
      tx,
      returns.map(({ sagaId }) => ({ sagaId })),
    );
    returns.forEach((each) => loaded.put(each));
    store.save(tx, loaded);
  });

describe('returns in PostgreSQL', () => {
  it('come back as they were put and changed, by saga and by order', async () => {
    const asked: Return = {
      sagaId: 'return-1',
      orderId,
      customerId: 'ada',
      email: 'ada@example.org',
      status: 'authorised',
    };
    await put(asked);
    expect((await load({ sagaId: 'return-1' })).find('return-1')).toEqual(asked);
    const awaited: Return = { ...asked, status: 'received', awaited: { step: 'receive-parcel', ask: 2 } };
    await put(awaited);
    expect((await load({ orderId })).ofOrder(orderId)).toEqual(awaited);
    expect((await load({ orderId: another })).ofOrder(another)).toBeUndefined();
  });

  it('know what was sent out', async () => {
    const shipments = new ShipmentStore();
    await under.database.transaction(async (tx) => {
      const all = await shipments.load(tx, []);
      all.put({ ...opened('saga-1', orderId, 'booked'), dispatch: 'dispatched' });
      all.put(opened('saga-2', orderId, 'booked'));
      shipments.save(tx, all);
    });
    const loaded = await load({ fulfilmentId: 'saga-1' }, { fulfilmentId: 'saga-2' });
    expect([loaded.isDispatched('saga-1', orderId), loaded.isDispatched('saga-2', orderId)]).toEqual([true, false]);
    expect(loaded.isDispatched('saga-1', another)).toBe(false);
  });
});
