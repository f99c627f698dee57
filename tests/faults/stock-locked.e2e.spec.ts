import { expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import pg from 'pg';
import { whyIdle } from '../support/consumers.js';
import { survives } from '../support/under-load.js';

const LOCK = 'SELECT * FROM stock FOR UPDATE';
const BURNT = 'SELECT key FROM messaging.parked_sequence UNION ALL SELECT key FROM messaging.dead_letter';

it('orders wait and burn no tries while somebody else\'s transaction holds the rows that they need, and end when it lets go', async () => {
  await survives(async (system) => {
    const holder = new pg.Client({ connectionString: system.stack.postgres.url('inventory') });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query(LOCK);
    await until(async () => (await whyIdle(system, 'inventory'))?.includes('55P03'), { timeout: 30_000, what: 'inventory saying that it waits for a lock' });
    expect(await system.rows('inventory', BURNT)).toEqual([]);
    await holder.query('ROLLBACK');
    await holder.end();
  });
}, 240_000);
