// Partitions are made and dropped while others work: nobody waits longer than a moment for it, and it waits for nobody.
import { describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { DatabaseAway } from '../errors.js';
import { PgDatabase } from '../postgres/database.js';
import { throwawayDatabase } from '../testing/throwaway-database.js';

jest.setTimeout(30_000);

const LAST = (parent: string) =>
  `SELECT max(c.relname) AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'messaging.${parent}'::regclass AND c.relname ~ '\\d$'`;

/** A database in which a month and a day have to be made, and somebody who reads both tables and goes on doing so. */
async function withReader(use: (database: PgDatabase, reader: pg.Client) => Promise<void>): Promise<void> {
  const { url, drop } = await throwawayDatabase();
  const database = new PgDatabase({ url, service: 'upkeep' });
  const reader = new pg.Client({ connectionString: url });
  try {
    for (const parent of ['inbox', 'outbox']) {
      const [last] = await database.query<{ name: string }>(LAST(parent));
      await database.query(`DROP TABLE messaging.${last!.name}`);
    }
    await reader.connect();
    await reader.query('BEGIN');
    await use(database, reader);
  } finally {
    await reader.end();
    await database.close();
    await drop();
  }
}

const insert = (database: PgDatabase) =>
  database.query('INSERT INTO messaging.inbox (message_id, sent_at) VALUES (gen_random_uuid(), now())');
const send = (database: PgDatabase) =>
  database.query(`INSERT INTO messaging.outbox (messages, records) VALUES (1, '[]')`);
const lasts = async (database: PgDatabase, parent: string) =>
  (await database.query<{ name: string }>(LAST(parent)))[0]!.name;

describe('while somebody reads for long', () => {
  it('a new month of the inbox holds nobody up, and is made when the reader has ended', () =>
    withReader(async (database, reader) => {
      const before = await lasts(database, 'inbox');
      await reader.query('SELECT count(*) FROM messaging.inbox');
      const upkeep = database.query<{ done: boolean }>(`SELECT messaging.maintain_inbox('62 days') AS done`);
      const began = performance.now();
      await insert(database);
      expect(performance.now() - began).toBeLessThan(2_000);
      expect(await upkeep).toEqual([{ done: false }]);
      await reader.query('ROLLBACK');
      expect(await database.query(`SELECT messaging.maintain_inbox('62 days') AS done`)).toEqual([{ done: true }]);
      expect((await lasts(database, 'inbox')) > before).toBe(true);
    }));

  it('an old month is left where it is, and dropped when the reader has ended', () =>
    withReader(async (database, reader) => {
      await database.query(
        `CREATE TABLE messaging.inbox_2020_01 PARTITION OF messaging.inbox FOR VALUES FROM ('2020-01-01Z') TO ('2020-02-01Z')`,
      );
      await reader.query('SELECT count(*) FROM messaging.inbox');
      const upkeep = database.query(`SELECT messaging.maintain_inbox('62 days') AS done`);
      const began = performance.now();
      await insert(database);
      expect(performance.now() - began).toBeLessThan(2_000);
      expect(await upkeep).toEqual([{ done: false }]);
      await reader.query('ROLLBACK');
      await database.query(`SELECT messaging.maintain_inbox('62 days')`);
      expect(await database.query(`SELECT to_regclass('messaging.inbox_2020_01') AS left`)).toEqual([{ left: null }]);
    }));

  it('new days of the outbox are made all the same', () =>
    withReader(async (database, reader) => {
      const before = await lasts(database, 'outbox');
      await reader.query('SELECT count(*) FROM messaging.outbox');
      expect(await database.query('SELECT messaging.maintain_outbox(7) AS done')).toEqual([{ done: true }]);
      expect((await lasts(database, 'outbox')) > before).toBe(true);
    }));
});

it('a day of the outbox that is missing is an outage: what is to be sent waits for it, and is nobody’s failure', () =>
  withReader(async (database) => {
    const partitions = await database.query<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'messaging.outbox'::regclass`,
    );
    await database.query(`DROP TABLE ${partitions.map(({ name }) => name).join(', ')}`);
    await expect(send(database)).rejects.toBeInstanceOf(DatabaseAway);
    await database.query('SELECT messaging.maintain_outbox(7)');
    await send(database);
  }));
