// What an operator of the database sets for it changes nothing of what is read and written, and
// pages keep nothing else waiting.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DatabaseAway } from '../errors.js';
import { throwawayDatabase } from '../testing/throwaway-database.js';
import { until } from '../testing/until.js';
import { PgDatabase } from './database.js';

const AT = new Date('2026-02-01T10:00:00.123Z');
const VALUES = `SELECT $1::timestamptz AS at, '\\x00ff'::bytea AS bytes, interval '1 day 2 hours'::text AS long, 0.1::float8 + 0.2::float8 AS sum,
  'a\\b' AS text, current_setting('transaction_isolation') AS isolation, current_setting('client_encoding') AS encoding`;
const READ = {
  at: AT,
  bytes: Buffer.from([0, 255]),
  long: '1 day 02:00:00',
  sum: 0.1 + 0.2,
  text: 'a\\b',
  isolation: 'read committed',
  encoding: 'UTF8',
};

describe('a connection of a database that is set otherwise', () => {
  let [url, drop] = ['', async () => {}];
  let database: PgDatabase;
  beforeAll(async () => {
    ({ url, drop } = await throwawayDatabase());
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    const name = admin.escapeIdentifier(new URL(url).pathname.slice(1));
    for (const setting of [
      "datestyle = 'German, DMY'",
      "intervalstyle = 'sql_standard'",
      "bytea_output = 'escape'",
      'extra_float_digits = -10',
      'standard_conforming_strings = off',
      "timezone = 'Asia/Kathmandu'",
      "client_encoding = 'LATIN1'",
      "default_transaction_isolation = 'serializable'",
    ])
      await admin.query(`ALTER DATABASE ${name} SET ${setting}`);
    await admin.end();
    database = new PgDatabase({ url, service: 'bank', poolSize: 1 });
  });
  afterAll(async () => {
    await database.close();
    await drop();
  });

  it.each([
    ['of a batch', () => database.transaction((tx) => tx.sql(VALUES, [AT]))],
    ['of people', () => database.query(VALUES, [AT])],
    ["of the service's own queries", () => database.own.query(VALUES, [AT])],
  ])('%s reads and writes as ever', async (_whose, read) => {
    expect(await read()).toEqual([READ]);
  });

  it("waits for nobody's page: while all of theirs are taken, the service's own queries go on, and a page is told that it cannot be had", async () => {
    const held = database.query('SELECT pg_sleep(7)');
    await until(async () => {
      const busy = await database.own.query(`SELECT FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(7)'`);
      return busy.length === 1;
    });
    await expect(database.query('SELECT 1')).rejects.toBeInstanceOf(DatabaseAway);
    await expect(database.own.query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
    await held;
  });
});
