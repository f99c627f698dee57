import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { emptyDatabase } from '../testing/throwaway-database.js';
import { migrateMessaging, migrationFiles, type MigrationFile } from './migrate.js';
import { schemaOf } from './schema-of.fixture.js';

const { before } = await migrationFiles();

async function query<Row extends object>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query<Row>(text, values)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

/** A database that has the first of the steps by which databases came to the first release. */
async function madeBy(steps: readonly MigrationFile[]) {
  const database = await emptyDatabase();
  await query(database.url, 'CREATE SCHEMA messaging');
  await query(
    database.url,
    'CREATE TABLE messaging.migration (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
  );
  for (const { name, url } of steps) {
    await query(database.url, await readFile(url, 'utf8'));
    await query(database.url, 'INSERT INTO messaging.migration (name) VALUES ($1)', [name]);
  }
  return database;
}
const migrationsOf = (url: string) =>
  query<{ name: string; at: string }>(
    url,
    'SELECT name, applied_at::text AS at FROM messaging.migration ORDER BY name',
  );

describe('the tables of the library', () => {
  it.each([
    ['all', before.length],
    ['one', 1],
    ['half', Math.floor(before.length / 2)],
  ])(
    'are the same in a new database and in one that has %s of the steps before the first release',
    async (_, steps) => {
      const [fresh, old] = [await emptyDatabase(), await madeBy(before.slice(0, steps))];
      for (const { url } of [fresh, old]) await migrateMessaging(url);
      expect(await schemaOf(old.url)).toEqual(await schemaOf(fresh.url));
      await Promise.all([fresh.drop(), old.drop()]);
    },
  );

  it('are left alone by a second run, in a new database as in an old one', async () => {
    for (const database of [await emptyDatabase(), await madeBy(before)]) {
      await migrateMessaging(database.url);
      const once = await migrationsOf(database.url);
      await migrateMessaging(database.url);
      expect(await migrationsOf(database.url)).toEqual(once);
      await database.drop();
    }
  });

  it('are made once by two who come at the same time', async () => {
    const database = await emptyDatabase();
    await Promise.all([migrateMessaging(database.url), migrateMessaging(database.url)]);
    expect((await migrationsOf(database.url)).length).toBeGreaterThan(0);
    await database.drop();
  });
});
