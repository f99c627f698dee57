import { escapeIdentifier, escapeLiteral } from 'pg';
import type { PostgresPart } from '../stack/stack.js';
import { withDatabase } from './sql.js';

/** A server: the URL of each of its databases, `postgres` being that of a role that may create others. */
export type Databases = Pick<PostgresPart, 'url'>;

export interface DatabaseState {
  readonly exists: boolean;
  /** What `markPrepared` wrote last. */
  readonly mark: string | undefined;
}

export async function stateOfDatabases(postgres: Databases): Promise<(name: string) => DatabaseState> {
  const rows = await withDatabase(postgres.url('postgres'), async (client) => {
    const query = `SELECT datname AS name, shobj_description(oid, 'pg_database') AS mark FROM pg_database`;
    return (await client.query<{ name: string; mark: string | null }>(query)).rows;
  });
  const byName = new Map(rows.map(({ name, mark }) => [name, mark ?? undefined]));
  return (name) => ({ exists: byName.has(name), mark: byName.get(name) });
}

export async function createDatabase(postgres: Databases, name: string): Promise<void> {
  await withDatabase(postgres.url('postgres'), (client) => client.query(`CREATE DATABASE ${escapeIdentifier(name)}`));
}

/** The database's comment: it lives and dies with what it speaks of, and is no table in anybody's schema. */
export async function markPrepared(postgres: Databases, name: string, mark: string): Promise<void> {
  const sql = `COMMENT ON DATABASE ${escapeIdentifier(name)} IS ${escapeLiteral(mark)}`;
  await withDatabase(postgres.url(name), (client) => client.query(sql));
}
