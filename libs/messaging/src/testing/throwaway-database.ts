import pg from 'pg';
import { migrateMessaging } from '../postgres/migrate.js';

/** A new database on the cluster of `TEST_DATABASE_URL`, with the library's tables. */
export async function throwawayDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const cluster = process.env['TEST_DATABASE_URL'];
  if (cluster === undefined) throw new Error('TEST_DATABASE_URL is not set');
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2)}`;
  const onCluster = async (statement: string) => {
    const client = new pg.Client({ connectionString: cluster });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await onCluster(`CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(cluster), { pathname: `/${name}` }).href;
  await migrateMessaging(url);
  return { url, drop: () => onCluster(`DROP DATABASE ${name} WITH (FORCE)`) };
}
