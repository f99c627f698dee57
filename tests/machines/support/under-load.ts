import { expect } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { recoveryOf } from '../oracle/recovery.js';
import { placeMany } from './load.js';
import { Oracle } from './oracle.js';
import { System, type SystemOptions } from './system.js';

export interface UnderLoad extends SystemOptions {
  /** @default 60 */
  readonly orders?: number;
  /** Milliseconds within which each order ends. @default 120_000 */
  readonly within?: number;
}

/**
 * Places orders, does something terrible in their midst, and expects the oracle to find nothing wrong in
 * the end. A disaster that resolves to the time of a restart must have met orders in flight; how long they
 * took is told, no bound is held here.
 */
export async function survives(
  disaster: (system: System) => Promise<number | void>,
  { orders = 60, within = 120_000, ...options }: UnderLoad = {},
): Promise<void> {
  await using system = await System.start(options);
  const oracle = await Oracle.over(system);
  const { shop } = system;
  const placing = placeMany(shop, orders);
  // Awaited below, unless the disaster fails first.
  placing.catch(() => undefined);
  await until(async () => (await shop.orders()).length >= orders / 4, { timeout: 30_000 });
  const restartedAt = await disaster(system);
  const placed = await placing;
  expect(new Set(placed.map(({ orderId }) => orderId)).size).toBe(orders);
  for (const { orderId } of placed) await shop.ended(orderId, within);
  const { wrong, facts } = await oracle.verdict();
  expect(wrong).toEqual([]);
  if (restartedAt === undefined) return;
  const recovery = recoveryOf(facts, restartedAt);
  expect(recovery.inFlight).toBeGreaterThan(0);
  tell(recovery);
}

const tell = ({ inFlight, took }: ReturnType<typeof recoveryOf>): void =>
  void process.stdout.write(
    `  ${inFlight} orders in flight, all done ${(took / 1000).toFixed(1)} s after the restart\n`,
  );
