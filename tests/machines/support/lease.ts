import type { ServiceName } from '@sagaworks/tools';
import pg from 'pg';
import type { System } from './system.js';

const DEPOSE = `UPDATE messaging.lease SET expires_at = '-infinity' WHERE name = 'relay'`;
const TAKE = `SELECT messaging.take_lease('relay', 'a test', interval '1 hour') AS epoch`;

/** Holds the lease of the service's relay, so that nothing of what the service writes is sent; all else goes on. */
export async function holdingRelay<T>(system: System, service: ServiceName, meanwhile: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: system.stack.postgres.url(service) });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(DEPOSE);
    const {
      rows: [taken],
    } = await client.query<{ epoch: string | null }>(TAKE);
    await client.query('COMMIT');
    if (!taken?.epoch) throw new Error(`the lease of the relay of ${service} was not to be had`);
    return await meanwhile();
  } finally {
    // The lease ends with the connection that it was taken over.
    await client.end();
  }
}
