import { expect, it } from '@jest/globals';
import { PgDatabase } from '../../postgres/database.js';
import { throwawayDatabase } from '../../testing/throwaway-database.js';
import { PgLoadSource } from './pg-load-source.js';

const INSTANCE = `INSERT INTO messaging.saga_instance (id, saga, version, business_key, status, revision, created_at, updated_at, data, state, trace)
  SELECT gen_random_uuid(), 'trip', 1, n::text, CASE WHEN n <= $1 THEN 'running' ELSE 'completed' END, 1, now(), now(), '{}', '{}', '{}' FROM generate_series(1, $2::int) n`;

it('the load of a saga is that of all processes, counted up to a limit', async () => {
  const { url, drop } = await throwawayDatabase();
  const database = new PgDatabase({ url, service: 'trips' });
  try {
    const [one, other] = [new PgLoadSource(database), new PgLoadSource(database)];
    await database.query(INSTANCE, [7, 20]);
    const wanted = [{ saga: 'trip', atMost: 5 }];
    await other.exchange(new Map([['trip', 100]]), wanted);
    await one.exchange(new Map([['trip', 10]]), wanted);
    await other.exchange(new Map([['trip', 104]]), wanted);
    expect((await one.exchange(new Map([['trip', 13]]), [{ saga: 'trip', atMost: 50 }])).get('trip')).toEqual({
      inFlight: 7,
      completed: 7,
    });
    expect((await one.exchange(new Map([['trip', 13]]), wanted)).get('trip')).toEqual({ inFlight: 5, completed: 7 });
  } finally {
    await database.close();
    await drop();
  }
});
