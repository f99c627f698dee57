import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StockRefused, StockReserved } from '@sagaworks/contracts';
import { PgDatabase } from '@sagaworks/messaging/postgres';
import { contextOf, throwawayService, type ThrowawayService } from '@sagaworks/messaging/testing';
import type { Stock } from './stock.js';
import { StockStore, type StockKey } from './stock.store.js';

const orderId = '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90';
const store = new StockStore();
let under: ThrowawayService;
beforeAll(
  async () =>
    void (under = await throwawayService(
      'inventory',
      new URL('../../../prisma/inventory/migrations/20260101000000_init/migration.sql', import.meta.url),
    )),
);
afterAll(() => under.close());

const withStock = async <T>(keys: readonly StockKey[], decide: (stock: Stock) => T): Promise<T> =>
  under.database.transaction(async (tx) => {
    const stock = await store.load(tx, keys);
    const decided = decide(stock);
    store.save(tx, stock);
    return decided;
  });
const put = (sku: string) => under.database.query('INSERT INTO stock (sku, available) VALUES ($1, 10)', [sku]);
const level = async (sku: string) =>
  (await under.database.query('SELECT available, reserved, shipped FROM stock WHERE sku = $1', [sku]))[0];
const request = (sku: string, quantity: number) => ({ orderId, lines: [{ sku, quantity }] });
const reserve = (sagaId: string, sku: string, quantity: number) =>
  withStock([{ sagaId }, { sku }], (stock) =>
    stock.reserve(request(sku, quantity), sagaId, contextOf(request(sku, quantity))),
  );

describe('stock in PostgreSQL', () => {
  it('moves with a reservation, its release and its dispatch', async () => {
    await put('MUG');
    expect(await reserve('saga-1', 'MUG', 3)).toMatchObject({ contract: StockReserved });
    expect(await reserve('saga-2', 'MUG', 2)).toMatchObject({ contract: StockReserved });
    expect(await level('MUG')).toEqual({ available: 5, reserved: 5, shipped: 0 });
    await withStock([{ sagaId: 'saga-1' }], (stock) => stock.release(orderId, 'saga-1'));
    await withStock([{ sagaId: 'saga-2' }], (stock) => stock.ship(orderId, 'saga-2'));
    expect(await level('MUG')).toEqual({ available: 8, reserved: 0, shipped: 2 });
  });

  it('remembers an answer across batches', async () => {
    await put('POT');
    const first = await reserve('saga-3', 'POT', 4);
    expect(await reserve('saga-3', 'POT', 4)).toEqual(first);
    expect(await level('POT')).toEqual({ available: 6, reserved: 4, shipped: 0 });
    const no = await reserve('saga-4', 'POT', 7);
    expect(no).toMatchObject({ contract: StockRefused, data: { sku: 'POT' } });
    expect(await reserve('saga-4', 'POT', 1)).toEqual(no);
  });

  it('decides a whole batch over one load: what one order takes the next does not find', async () => {
    await put('CUP');
    const answers = await withStock([{ sagaId: 'saga-5' }, { sagaId: 'saga-6' }, { sku: 'CUP' }], (stock) =>
      ['saga-5', 'saga-6'].map((sagaId) => stock.reserve(request('CUP', 6), sagaId, contextOf(request('CUP', 6)))),
    );
    expect(answers).toMatchObject([{ contract: StockReserved }, { contract: StockRefused }]);
    expect(await level('CUP')).toEqual({ available: 4, reserved: 6, shipped: 0 });
  });

  it('is taken by one transaction at a time', async () => {
    await put('JUG');
    const answers = await Promise.all(Array.from({ length: 5 }, (_, index) => contender(`saga-jug-${index}`)));
    expect(answers.filter((contract) => contract === StockReserved)).toHaveLength(2);
    expect(await level('JUG')).toEqual({ available: 2, reserved: 8, shipped: 0 });
  });
});

/** Another process of the service, that asks for four of ten. */
async function contender(sagaId: string) {
  const own = new PgDatabase({ url: under.url, service: 'inventory' });
  try {
    return await own.transaction(async (tx) => {
      const stock = await store.load(tx, [{ sagaId }, { sku: 'JUG' }]);
      const { contract } = stock.reserve(request('JUG', 4), sagaId, contextOf(request('JUG', 4)));
      store.save(tx, stock);
      return contract;
    });
  } finally {
    await own.close();
  }
}
