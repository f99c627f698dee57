import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';

const FOLDER = new URL('../../migrations/', import.meta.url);
/** Any constant: one migration run at a time per database. */
const LOCK = 7_246_915_037;

export interface MigrationFile {
  /** As a database that has it lists it in `messaging.migration`. */
  readonly name: string;
  readonly url: URL;
}

/** SQL files, each list in the order in which it runs. */
export interface MigrationFiles {
  /** The steps by which databases older than the first release came to its tables: those alone take them. */
  readonly before: readonly MigrationFile[];
  /** The same tables at once, by area: what a new database begins with. */
  readonly baseline: readonly MigrationFile[];
  /** What was changed later, for both. */
  readonly since: readonly MigrationFile[];
}

/**
 * What is left to do for a database that has `applied`: files to run, and files to list as
 * applied, since their effect is there.
 */
export function migrationsLeft(
  applied: ReadonlySet<string>,
  { before, baseline, since }: MigrationFiles,
): { readonly run: readonly MigrationFile[]; readonly mark: readonly MigrationFile[] } {
  const left = (files: readonly MigrationFile[]) => files.filter(({ name }) => !applied.has(name));
  const [first] = before;
  return first !== undefined && applied.has(first.name)
    ? { run: left([...before, ...since]), mark: left(baseline) }
    : { run: left([...baseline, ...since]), mark: [] };
}

/**
 * Brings the schema `messaging` of one database up to date: the library's SQL files, in order, each in a transaction,
 * each once. Safe to run at the same time.
 */
export async function migrateMessaging(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query('CREATE SCHEMA IF NOT EXISTS messaging');
    await client.query(
      'CREATE TABLE IF NOT EXISTS messaging.migration (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const { rows } = await client.query<{ name: string }>('SELECT name FROM messaging.migration');
    const { run, mark } = migrationsLeft(new Set(rows.map(({ name }) => name)), await migrationFiles());
    for (const file of run) await apply(client, file);
    for (const { name } of mark) await client.query('INSERT INTO messaging.migration (name) VALUES ($1)', [name]);
  } finally {
    await client.end();
  }
}

/** The library's own files. */
export const migrationFiles = async (): Promise<MigrationFiles> => ({
  before: await filesIn('before-0.1.0/'),
  // Their names hold the folder: some older file has the same one.
  baseline: await filesIn('0.1.0/', '0.1.0/'),
  since: await filesIn('./'),
});

async function filesIn(folder: string, prefix = ''): Promise<MigrationFile[]> {
  const url = new URL(folder, FOLDER);
  const names = existsSync(url) ? (await readdir(url)).filter((file) => file.endsWith('.sql')).sort() : [];
  return names.map((name) => ({ name: prefix + name, url: new URL(folder + name, FOLDER) }));
}

async function apply(client: pg.Client, { name, url }: MigrationFile): Promise<void> {
  await client.query('BEGIN');
  await client.query(await readFile(url, 'utf8'));
  await client.query('INSERT INTO messaging.migration (name) VALUES ($1)', [name]);
  await client.query('COMMIT');
}
