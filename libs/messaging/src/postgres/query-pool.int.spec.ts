// Connections that are cut at any moment: between the answer of a statement and its return to the pool too.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { DatabaseAway } from '../errors.js';
import { throwawayDatabase } from '../testing/throwaway-database.js';
import { QueryPool } from './query-pool.js';

const CUTS = 60;
const CUT = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;

let [url, drop] = ['', async () => {}];
let pool: QueryPool;

beforeAll(async () => {
  ({ url, drop } = await throwawayDatabase());
  pool = new QueryPool({ url, name: 'pages', size: 4, timeoutMs: 5_000 });
});
afterAll(async () => {
  await pool.close();
  await drop();
});

it('a cut is told to whoever asked, as a database that is away; the process goes on', async () => {
  const cutter = new pg.Client({ connectionString: url });
  await cutter.connect();
  let [over, answered] = [false, 0];
  const refused: unknown[] = [];
  const asking = Array.from({ length: 8 }, async () => {
    while (!over)
      await pool.query('SELECT 1').then(
        () => void (answered += 1),
        (error: unknown) => void refused.push(error),
      );
  });
  for (let cut = 0; cut < CUTS; cut += 1) {
    const before = answered;
    await cutter.query(CUT);
    while (answered < before + 10) await new Promise(setImmediate);
  }
  over = true;
  await Promise.all(asking);
  await cutter.end();
  expect(refused.length).toBeGreaterThan(0);
  for (const error of refused) expect(error).toBeInstanceOf(DatabaseAway);
}, 60_000);
