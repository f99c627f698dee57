import pg, { escapeIdentifier, escapeLiteral } from 'pg';
import { withDatabase } from './sql.js';

/** The server's own databases: whoever may log in may connect to them unless that is taken away. */
const COMMON = ['postgres', 'template1'];

/**
 * One role and one database for each name, the role being the owner of its database and let into no other. Passwords
 * are set anew each time. Returns the URL of a database as its own role sees it; any other database is `admin`'s.
 */
export async function ensureRoles(
  admin: string,
  passwords: Readonly<Record<string, string>>,
): Promise<(database: string) => string> {
  await withDatabase(admin, async (client) => {
    for (const name of COMMON) await keepOut(client, name);
    for (const [name, password] of Object.entries(passwords)) await ensureRole(client, name, password);
  });
  return (database) => {
    const url = new URL(admin);
    url.pathname = `/${database}`;
    const password = passwords[database];
    if (password !== undefined) Object.assign(url, { username: database, password });
    return url.href;
  };
}

async function ensureRole(client: pg.Client, name: string, password: string): Promise<void> {
  const role = escapeIdentifier(name);
  const isThere = async (catalogue: string) =>
    (await client.query(`SELECT FROM ${catalogue} = $1`, [name])).rowCount === 1;
  const verb = (await isThere('pg_roles WHERE rolname')) ? 'ALTER' : 'CREATE';
  await client.query(
    `${verb} ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${escapeLiteral(password)}`,
  );
  if (!(await isThere('pg_database WHERE datname'))) await client.query(`CREATE DATABASE ${role} OWNER ${role}`);
  await keepOut(client, name);
}

async function keepOut(client: pg.Client, database: string): Promise<void> {
  await client.query(`REVOKE ALL ON DATABASE ${escapeIdentifier(database)} FROM PUBLIC`);
}
