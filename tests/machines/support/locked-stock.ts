import { until } from '@sagaworks/messaging/testing';
import pg from 'pg';
import type { System } from './system.js';

const LOCK = 'SELECT * FROM stock FOR UPDATE';
const WAITING = 'SELECT key FROM messaging.parked_sequence';

/**
 * Locks all rows of the stock in a transaction of its own; resolves, to what lets them go, when inventory has waited
 * for them in vain, and put aside what needs them.
 */
export async function lockStock(system: System): Promise<{ release(): Promise<void> }> {
  const holder = new pg.Client({ connectionString: system.stack.postgres.url('inventory') });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query(LOCK);
  await until(async () => (await system.rows('inventory', WAITING)).length > 0, {
    timeout: 60_000,
    what: 'inventory having put aside what needs a locked row',
  });
  return { release: () => holder.end() };
}
