import { escapeIdentifier, escapeLiteral } from 'pg';
import { databases, type PostgresPart } from '../stack/stack.js';
import { withDatabase } from './sql.js';

/** A server: the URL of each of a system's databases, `postgres` being that of a role that may create others. */
export type Databases = Pick<PostgresPart, 'url' | 'prefix'>;

export interface DatabaseState {
  readonly exists: boolean;
  /** What `markPrepared` wrote last. */
  readonly mark: string | undefined;
}

/** What a database of the system is called on its server. */
export const nameOn = ({ prefix = '' }: Databases, database: string): string => `${prefix}${database}`;

/** By its name on the server. */
export async function stateOfDatabases(postgres: Databases): Promise<(name: string) => DatabaseState> {
  const rows = await withDatabase(postgres.url('postgres'), async (client) => {
    const query = `SELECT datname AS name, shobj_description(oid, 'pg_database') AS mark FROM pg_database`;
    return (await client.query<{ name: string; mark: string | null }>(query)).rows;
  });
  const byName = new Map(rows.map(({ name, mark }) => [name, mark ?? undefined]));
  return (name) => ({ exists: byName.has(name), mark: byName.get(name) });
}

/** Creates a database that is empty, or as `template` is: nobody may be connected to that. */
export async function createDatabase(postgres: Databases, database: string, template = 'template1'): Promise<void> {
  const sql = `CREATE DATABASE ${escapeIdentifier(nameOn(postgres, database))} TEMPLATE ${escapeIdentifier(template)}`;
  await withDatabase(postgres.url('postgres'), (client) => client.query(sql));
}

/** The database's comment: it lives and dies with what it speaks of, and is no table in anybody's schema. */
export async function markPrepared(postgres: Databases, database: string, mark: string): Promise<void> {
  const sql = `COMMENT ON DATABASE ${escapeIdentifier(nameOn(postgres, database))} IS ${escapeLiteral(mark)}`;
  await withDatabase(postgres.url(database), (client) => client.query(sql));
}

/** Removes a system's databases from a server that others use too; whoever is still connected is cut off. */
export async function dropDatabases(postgres: Databases): Promise<void> {
  const drop = (database: string) =>
    withDatabase(postgres.url('postgres'), (client) =>
      client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(nameOn(postgres, database))} WITH (FORCE)`),
    );
  await Promise.all(databases.map(drop));
}
