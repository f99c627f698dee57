// A service that is started before its database is migrated waits for it, and says so.
import { expect, it } from '@jest/globals';
import { until } from '../../testing/until.js';
import { Kitchen } from '../ops/kitchen.fixture.js';

interface Ready {
  readonly status: string;
  readonly parts: Readonly<Record<string, { readonly healthy: boolean; readonly reason?: string }>>;
}

it('a service whose database lacks the tables is not ready and says what to do, and goes on once they are there', async () => {
  const kitchen = await Kitchen.open();
  const ready = () => kitchen.get<Ready>('/health/ready');
  try {
    await until(async () => (await ready()).parts['database']?.healthy, { what: 'the database being healthy' });
    await kitchen.rows('ALTER SCHEMA messaging RENAME TO not_yet');
    await until(async () => (await ready()).parts['database']?.reason?.includes('run the migrations'), {
      what: 'readiness telling that nothing is migrated',
    });
    expect((await ready()).status).toBe('not-ready');
    await kitchen.rows('ALTER SCHEMA not_yet RENAME TO messaging');
    await until(async () => (await ready()).status === 'ready', { timeout: 30_000, what: 'the service being ready' });
  } finally {
    await kitchen.close();
  }
}, 90_000);
