import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';

const FOLDER = new URL('../../migrations/', import.meta.url);
/** Any constant: one migration run at a time per database. */
const LOCK = 7_246_915_037;

/** Brings the schema `messaging` of one database up to date: the library's SQL files, in order, each in a transaction, each once. Safe to run at the same time. */
export async function migrateMessaging(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query('CREATE SCHEMA IF NOT EXISTS messaging');
    await client.query(
      'CREATE TABLE IF NOT EXISTS messaging.migration (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const applied = new Set(
      (await client.query<{ name: string }>('SELECT name FROM messaging.migration')).rows.map(({ name }) => name),
    );
    for (const name of (await migrationNames()).filter((each) => !applied.has(each))) await apply(client, name);
  } finally {
    await client.end();
  }
}

/** The files' names, sorted: what a fully migrated database lists in `messaging.migration`. */
export const migrationNames = async (): Promise<string[]> =>
  (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).sort();

async function apply(client: pg.Client, name: string): Promise<void> {
  await client.query('BEGIN');
  await client.query(await readFile(new URL(name, FOLDER), 'utf8'));
  await client.query('INSERT INTO messaging.migration (name) VALUES ($1)', [name]);
  await client.query('COMMIT');
}
