// After a failover the address may be that of a replica: reads work there, and nothing else does.
import { expect, it } from '@jest/globals';
import { until } from '../../testing/until.js';
import { Kitchen } from '../ops/kitchen.fixture.js';

interface Part {
  readonly healthy: boolean;
  readonly reason?: string;
}
interface Ready {
  readonly status: string;
  readonly parts: Readonly<Record<string, Part>>;
}

const REPLACED =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
const READ_ONLY = `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$`;

it('a service whose database takes no writes is not ready, and says why', async () => {
  const kitchen = await Kitchen.open();
  const ready = () => kitchen.get<Ready>('/health/ready');
  const told = (what: string, holds: (database: Part | undefined) => boolean | undefined) =>
    until(async () => holds((await ready()).parts['database']), { what });
  try {
    await told('the database being healthy', (part) => part?.healthy);
    await kitchen.rows(READ_ONLY);
    await kitchen.rows(REPLACED);
    await told('readiness telling that it is read-only', (part) => part?.reason?.includes('read-only'));
    expect((await ready()).status).toBe('not-ready');
  } finally {
    await kitchen.close();
  }
}, 60_000);
