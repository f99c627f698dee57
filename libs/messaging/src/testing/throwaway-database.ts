import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { migrateMessaging } from '../postgres/migrate.js';

interface Throwaway {
  readonly url: string;
  drop(): Promise<void>;
}

/** A new database without anything in it, on the cluster of `TEST_DATABASE_URL`. */
export async function emptyDatabase(): Promise<Throwaway> {
  const cluster = process.env['TEST_DATABASE_URL'];
  if (cluster === undefined) throw new Error('TEST_DATABASE_URL is not set');
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2)}`;
  await run(cluster, `CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(cluster), { pathname: `/${name}` }).href;
  return { url, drop: () => run(cluster, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/**
 * A new database on the cluster of `TEST_DATABASE_URL`, with the library's tables and what the given SQL files make.
 */
export async function throwawayDatabase(...scripts: readonly URL[]): Promise<Throwaway> {
  const database = await emptyDatabase();
  await migrateMessaging(database.url);
  for (const script of scripts) await run(database.url, await readFile(script, 'utf8'));
  return database;
}

async function run(url: string, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statements).finally(() => client.end());
}
