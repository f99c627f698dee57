// A service that is started before its database is migrated waits for it, and says so.
import { expect, it } from '@jest/globals';
import { until } from '../../testing/until.js';
import { Cook, Kitchen } from '../ops/kitchen.fixture.js';

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
    // It has one try, and would be a dead letter if this burned it.
    const received = kitchen.receive(Cook, { dish: 'soup', portions: 1 });
    await until(async () => (await ready()).parts['consumer']?.reason?.includes('run the migrations'), {
      what: 'the batch waiting for it',
    });
    await kitchen.rows('ALTER SCHEMA not_yet RENAME TO messaging');
    await received;
    await until(async () => (await ready()).status === 'ready', { timeout: 30_000, what: 'the service being ready' });
    expect(await kitchen.rows('SELECT state FROM messaging.inbox')).toEqual([{ state: 'handled' }]);
    expect(await kitchen.rows('SELECT FROM messaging.dead_letter')).toEqual([]);
  } finally {
    await kitchen.close();
  }
}, 90_000);
