import { until } from '@sagaworks/messaging/testing';
import pg from 'pg';
import { whyIdle } from './consumers.js';
import type { System } from './system.js';

const LOCK = 'SELECT * FROM stock FOR UPDATE';

/** Locks all rows of the stock in a transaction of its own; resolves, to what lets them go, when inventory has waited for them in vain, with a batch in hand. */
export async function lockStock(system: System): Promise<{ release(): Promise<void> }> {
  const holder = new pg.Client({ connectionString: system.stack.postgres.url('inventory') });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query(LOCK);
  await until(async () => (await whyIdle(system, 'inventory'))?.includes('55P03'), {
    timeout: 30_000,
    what: 'inventory saying that it waits for a lock',
  });
  return { release: () => holder.end() };
}
