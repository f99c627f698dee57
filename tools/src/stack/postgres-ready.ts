import pg from 'pg';
import { waitFor } from '../process/wait.js';

/** Ready is a server that answers a statement: while it recovers it refuses sessions. */
export async function postgresAnswers(connectionString: string, gone?: AbortSignal): Promise<void> {
  await waitFor('postgres answering', () => answers(connectionString), { within: 60_000, every: 50, until: gone });
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
