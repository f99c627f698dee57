import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { migrateMessaging } from '../postgres/migrate.js';

/** A new database on the cluster of `TEST_DATABASE_URL`, with the library's tables and what the given SQL files make. */
export async function throwawayDatabase(
  ...scripts: readonly URL[]
): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const cluster = process.env['TEST_DATABASE_URL'];
  if (cluster === undefined) throw new Error('TEST_DATABASE_URL is not set');
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2)}`;
  await run(cluster, `CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(cluster), { pathname: `/${name}` }).href;
  await migrateMessaging(url);
  for (const script of scripts) await run(url, await readFile(script, 'utf8'));
  return { url, drop: () => run(cluster, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function run(url: string, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statements).finally(() => client.end());
}
