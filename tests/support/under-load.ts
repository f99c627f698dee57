import { expect } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { wrongBooks } from './books.js';
import { placeMany } from './load.js';
import { System, type SystemOptions } from './system.js';

export interface UnderLoad extends SystemOptions {
  /** @default 60 */
  readonly orders?: number;
  /** Milliseconds within which each order ends. @default 120_000 */
  readonly within?: number;
}

/** Places orders, does something terrible in their midst, and expects every accepted order to end and the books to agree. */
export async function survives(disaster: (system: System) => Promise<void>, { orders = 60, within = 120_000, ...options }: UnderLoad = {}): Promise<void> {
  await using system = await System.start(options);
  const { shop } = system;
  const seeded = await shop.stock();
  const placing = placeMany(shop, orders);
  await until(async () => (await shop.orders()).length >= orders / 4, { timeout: 30_000 });
  await disaster(system);
  const placed = await placing;
  expect(new Set(placed.map(({ orderId }) => orderId)).size).toBe(orders);
  for (const { orderId } of placed) await shop.ended(orderId, within);
  // The outside world hears of a shipment's end a moment after the order does.
  await until(async () => (await wrongBooks(shop, seeded)).length === 0, { timeout: 20_000, every: 500 }).catch(() => undefined);
  expect(await wrongBooks(shop, seeded)).toEqual([]);
}
