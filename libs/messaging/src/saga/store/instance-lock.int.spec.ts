import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PgDatabase } from '../../postgres/index.js';
import { FlightBooked, HotelBooked, Paid } from '../../testing/trip-saga.js';
import { Trips } from '../../testing/trips.js';
import { until } from '../../testing/until.js';

describe('an instance in PostgreSQL', () => {
  let trips: Trips;
  beforeAll(async () => void (trips = await Trips.open()));
  afterAll(() => trips.close());

  it('is in one transaction at a time: a second waits and sees what the first did', async () => {
    const id = await trips.begin();
    const other = new PgDatabase({ url: trips.url, service: 'other' });
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    const first = trips.inOne([id], async (sagas, context) => {
      sagas.cancel(id, context);
      await held;
    });
    await until(async () => (await locksOn()) > 0);
    const second = other.transaction(async (tx) => (await trips.store.load(tx, [id])).get(id)?.phase.status);
    await until(async () => (await waiting()) > 0);
    release();
    await first;
    expect(await second).toBe('compensating');
    await other.close();
  });

  it('moves on its way without a write to any index', async () => {
    const id = await trips.begin();
    const before = await updates();
    await trips.hear(id, FlightBooked, { trip: id, seat: '7A' }, 'flight');
    await trips.hear(id, HotelBooked, { trip: id }, 'hotel');
    await trips.hear(id, Paid, { trip: id }, 'pay');
    const after = await updates();
    expect({ all: after.all - before.all, hot: after.hot - before.hot }).toEqual({ all: 3, hot: 3 });
  });

  const count = async (sql: string): Promise<number> =>
    Number((await trips.database.query<{ count: string }>(sql))[0]!.count);
  const locksOn = () =>
    count(
      `SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname = 'saga_instance' AND l.mode = 'RowShareLock'`,
    );
  const waiting = () =>
    count(`SELECT count(*) FROM pg_stat_activity WHERE application_name = 'other:batch' AND wait_event_type = 'Lock'`);
  const updates = async () => {
    await trips.database.transaction((tx) => tx.sql('SELECT pg_stat_force_next_flush()'));
    const [row] = await trips.database.query<{ all: string; hot: string }>(
      `SELECT n_tup_upd AS all, n_tup_hot_upd AS hot FROM pg_stat_user_tables WHERE relid = 'messaging.saga_instance'::regclass`,
    );
    return { all: Number(row!.all), hot: Number(row!.hot) };
  };
});
