import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { throwawayService, type ThrowawayService } from '@sagaworks/messaging/testing';
import { opened, type Shipment } from './shipment.js';
import { ShipmentStore } from './shipment.store.js';

const orderId = '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90';
const store = new ShipmentStore();
let under: ThrowawayService;
beforeAll(
  async () =>
    void (under = await throwawayService(
      'shipping',
      new URL('../../../prisma/shipping/migrations/20260101000000_init/migration.sql', import.meta.url),
    )),
);
afterAll(() => under.close());

const put = (...shipments: readonly Shipment[]) =>
  under.database.transaction(async (tx) => {
    const loaded = await store.load(
      tx,
      shipments.map(({ sagaId }) => sagaId),
    );
    shipments.forEach((shipment) => loaded.put(shipment));
    store.save(tx, loaded);
  });
const found = (sagaId: string) =>
  under.database.transaction(async (tx) => (await store.load(tx, [sagaId])).find(sagaId));

describe('shipments in PostgreSQL', () => {
  it('come back as they were put', async () => {
    const shipment = opened('saga-1', orderId, 'asked');
    await put(shipment);
    expect(await found('saga-1')).toEqual(shipment);
    const dispatched: Shipment = {
      ...shipment,
      booking: 'booked',
      parcel: { shipmentId: 'pa_1', trackingNumber: 'SW1' },
      dispatch: 'dispatched',
    };
    await put(dispatched);
    expect(await found('saga-1')).toEqual(dispatched);
  });

  it('are added and changed in one batch, each by its own saga', async () => {
    const known = opened('saga-2', orderId, 'asked');
    await put(known);
    await put({ ...known, booking: 'withdrawn', cancellation: 'asked' }, opened('saga-3', orderId, 'deadline-missed'));
    expect([await found('saga-2'), await found('saga-3')]).toMatchObject([
      { booking: 'withdrawn', cancellation: 'asked' },
      { booking: 'deadline-missed', cancellation: 'none' },
    ]);
  });
});
