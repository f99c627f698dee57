import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PgDatabase } from '@sagaworks/messaging/postgres';
import { throwawayService, type ThrowawayService } from '@sagaworks/messaging/testing';
import { Endings } from './end-order/ending.js';
import { EndingStore } from './end-order/ending.store.js';
import type { NewOrder } from './order.js';
import { OrderStore, type PlacingKey } from './order.store.js';
import type { Placing } from './placing.js';
import type { ProductStore } from './product.store.js';

const id = (last: number) => `0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f${last.toString(16).padStart(2, '0')}`;
const placedAt = new Date('2030-01-01T12:00:00.123Z');
const order = (last: number): NewOrder => ({
  orderId: id(last),
  sagaId: id(last + 128),
  traceId: 'abc',
  customerId: 'ada',
  total: { amount: 2580, currency: 'EUR' },
  placedAt,
  lines: [{ sku: 'MUG', name: `A "blue" mug, {5'-\\ high}`, quantity: 2, price: { amount: 1290, currency: 'EUR' } }],
  shipTo: { name: 'Ada', street: 'Main St 1', city: 'Berlin', postcode: '10115', country: 'DE' },
});
const key = { customerId: 'ada', key: 'k-1', fingerprint: 'body-1' };
const asked: PlacingKey = { customerId: 'ada', key: 'k-1' };

const store = new OrderStore({ catalogue: () => Promise.resolve(new Map()) } as unknown as ProductStore);
let under: ThrowawayService;
beforeAll(
  async () =>
    void (under = await throwawayService(
      'orders',
      new URL('../../../prisma/orders/migrations/20260101000000_init/migration.sql', import.meta.url),
    )),
);
afterAll(() => under.close());

const placing = <T>(keys: readonly PlacingKey[], decide: (placing: Placing) => T, over = under.database): Promise<T> =>
  over.transaction(async (tx) => {
    const loaded = await store.load(tx, keys);
    const decided = decide(loaded);
    store.save(tx, loaded);
    return decided;
  });
const row = async (orderId: string) =>
  (
    await under.database.query('SELECT status, reason_code, tracking_number, lines FROM orders WHERE id = $1', [
      orderId,
    ])
  )[0];
const end = (...endings: Parameters<Endings['put']>[0][]) =>
  under.database.transaction(async (tx) => {
    const loaded = new Endings();
    endings.forEach((ending) => loaded.put(ending));
    new EndingStore().save(tx, loaded);
  });

describe('new orders in PostgreSQL', () => {
  it('are found again as they were answered', async () => {
    await placing([{ orderId: id(1) }], (loaded) => loaded.put(order(1), undefined));
    expect(await placing([{ orderId: id(1) }], (loaded) => loaded.find(id(1)))).toEqual({
      orderId: id(1),
      sagaId: id(129),
      traceId: 'abc',
      total: { amount: 2580, currency: 'EUR' },
    });
    expect(await row(id(1))).toMatchObject({ status: 'pending', lines: order(1).lines });
  });

  it('are answered again under their key', async () => {
    await placing([{ orderId: id(2) }, asked], (loaded) => loaded.put(order(2), key));
    expect(await placing([{ orderId: id(3) }, asked], (loaded) => loaded.usedKey(key, placedAt))).toMatchObject({
      fingerprint: 'body-1',
      usedAt: placedAt,
      order: { orderId: id(2) },
    });
  });

  it('of one key at two instances at once become one order', async () => {
    const raced = { ...key, key: 'raced' };
    const attempts = await Promise.all(
      [4, 5, 6].map(async (last) => {
        const instance = new PgDatabase({ url: under.url, service: 'orders' });
        const { customerId, key: name } = raced;
        return placing(
          [{ orderId: id(last) }, { customerId, key: name }],
          (loaded) => {
            const used = loaded.usedKey(raced, placedAt);
            if (used === undefined) loaded.put(order(last), raced);
            return used === undefined;
          },
          instance,
        ).finally(() => instance.close());
      }),
    );
    expect(attempts.filter((made) => made)).toHaveLength(1);
    expect(
      await under.database.query('SELECT id FROM orders WHERE id = ANY($1::uuid[])', [[id(4), id(5), id(6)]]),
    ).toHaveLength(1);
  });
});

describe('the ending of an order in PostgreSQL', () => {
  it('is written once: what is fulfilled or cancelled stays so', async () => {
    await placing([], (loaded) => [7, 8].forEach((last) => loaded.put(order(last), undefined)));
    await end(
      { orderId: id(7), status: 'fulfilled', shipment: { shipmentId: 's-1', trackingNumber: 't-1' } },
      { orderId: id(8), status: 'cancelled', reason: { code: 'no-carrier', text: 'no' } },
    );
    await end({ orderId: id(7), status: 'cancelled', reason: { code: 'no-carrier', text: 'no' } });
    expect(await row(id(7))).toMatchObject({ status: 'fulfilled', tracking_number: 't-1', reason_code: null });
    expect(await row(id(8))).toMatchObject({ status: 'cancelled', reason_code: 'no-carrier' });
  });

  it('may still come after it needed attention', async () => {
    await placing([], (loaded) => loaded.put(order(9), undefined));
    await end({ orderId: id(9), status: 'needs-attention', reason: { code: 'dispatch-shipment', text: 'no answer' } });
    await end({ orderId: id(9), status: 'fulfilled', shipment: { shipmentId: 's-1', trackingNumber: 't-1' } });
    expect(await row(id(9))).toMatchObject({ status: 'fulfilled', reason_code: null });
  });
});
