// A backlog, and the marks of the past that vacuum may not remove while somebody has an old snapshot open.
import { describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { MemoryBroker } from '../memory/memory-broker.js';
import { until } from '../testing/until.js';
import { withWriters, Writer } from './relay.fixture.js';

jest.setTimeout(400_000);

/** E.g. 200000 to measure. */
const ROWS = Number(process.env['RELAY_ROWS'] ?? 40_000);
const RECORD = JSON.stringify([
  { topic: 'writer.events', key: 'k', value: 'v'.repeat(300), headers: { ce_id: 'a', ce_type: 'writer.wrote' } },
]);
const FILL = `INSERT INTO messaging.outbox (created_at, messages, records) SELECT now() - interval '1 minute', 1, $1 FROM generate_series(1, $2::int)`;

async function withSnapshot(url: string, use: () => Promise<void>): Promise<void> {
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  try {
    await other.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await other.query('SELECT 1');
    await use();
  } finally {
    await other.end();
  }
}

const floorOf = async ({ database }: Writer) =>
  Number((await database.query<{ id: string }>('SELECT id FROM messaging.outbox_floor'))[0]!.id);
const epochOf = async ({ database }: Writer) =>
  Number((await database.query<{ epoch: string }>(`SELECT epoch FROM messaging.lease WHERE name = 'relay'`))[0]!.epoch);

async function withFresh(url: string, broker: MemoryBroker, use: (writer: Writer) => Promise<void>): Promise<void> {
  const writer = new Writer(url, broker);
  await writer.relay.start();
  await use(writer).finally(() => writer.stop());
}

/** Rows that wait already when a relay starts; the broker counts and keeps nothing. */
async function millisecondsFor(url: string, writer: Writer): Promise<number> {
  await writer.database.query(FILL, [RECORD, ROWS]);
  await writer.database.query('ANALYZE messaging.outbox');
  let sent = 0;
  const counting = Object.assign(new MemoryBroker(), {
    send: (records: readonly unknown[]) => Promise.resolve(void (sent += records.length)),
  });
  const began = performance.now();
  await withFresh(url, counting, () => until(() => sent >= ROWS, { timeout: 300_000 }).then(() => undefined));
  return performance.now() - began;
}

describe('a backlog', () => {
  it('is sent at half the speed at least while an old snapshot is open', () =>
    withWriters([new MemoryBroker()], async ([writer], url) => {
      await writer!.relay.stop();
      const without = await millisecondsFor(url, writer!);
      let withSnapshotOpen = 0;
      await withSnapshot(url, async () => void (withSnapshotOpen = await millisecondsFor(url, writer!)));
      if (process.env['RELAY_ROWS'] !== undefined)
        process.stdout.write(
          `${ROWS} rows: ${Math.round(without)} ms, ${Math.round(withSnapshotOpen)} ms behind an old snapshot\n`,
        );
      expect(withSnapshotOpen).toBeLessThan(2 * without + 500);
    }));

  it('leaves no count behind that would have requests refused', () =>
    withWriters([new MemoryBroker({ partitions: 1 })], async ([writer]) => {
      const { relay, database } = writer!;
      await database.query(FILL.replace("'1 minute', 1", "'1 minute', 30000"), ['[]', 1_000]);
      await until(() => relay.backlog > 20_000, { what: 'the backlog being counted' }).catch(() => undefined);
      await until(async () => (await writer!.unsent()) === 0, { timeout: 20_000 });
      await until(() => relay.backlog === 0);
      for (let n = 0; n < 100; n += 1) {
        await database.query(`SELECT pg_notify('messaging_outbox', '')`);
        await new Promise(setImmediate);
        expect(relay.backlog).toBe(0);
      }
    }));

  it('does not cost the leader its lease, however long a read of it takes', () =>
    withWriters([new MemoryBroker()], async ([writer], url) => {
      const epoch = await epochOf(writer!);
      const other = new pg.Client({ connectionString: url });
      await other.connect();
      await other.query('BEGIN');
      await other.query('LOCK messaging.outbox IN ACCESS EXCLUSIVE MODE');
      const [{ pid }] = (await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows as [
        { pid: number },
      ];
      const stalled = () =>
        other.query<{ n: number }>(
          'SELECT count(*)::int AS n FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid))',
          [pid],
        );
      await until(async () => (await stalled()).rows[0]!.n > 0, { timeout: 5_000 });
      const began = performance.now();
      await until(() => performance.now() - began > 3_500, { timeout: 5_000 });
      expect(writer!.relay.leads).toBe(true);
      await other.query('ROLLBACK');
      await other.end();
      await writer!.write('a');
      await until(async () => (await writer!.unsent()) === 0, { timeout: 15_000 });
      expect(await epochOf(writer!)).toBe(epoch);
    }));
});

describe('the floor of the outbox', () => {
  it('outlives its leader, who has noted up to where all is sent', () =>
    withWriters([new MemoryBroker({ partitions: 1 })], async ([writer], url) => {
      await writer!.database.query(FILL, [RECORD, 100]);
      await until(async () => (await writer!.unsent()) === 0, { timeout: 10_000 });
      await writer!.relay.stop();
      const floor = await floorOf(writer!);
      expect(floor).toBe(100);
      await withFresh(url, new MemoryBroker(), async (fresh) => {
        await fresh.write('a');
        await until(async () => (await fresh.unsent()) === 0);
      });
    }));

  it('hides nothing for long: what is unsent below it is found by a sweep', () =>
    withWriters([new MemoryBroker({ partitions: 1 })], async ([writer], url) => {
      await writer!.database.query(FILL, [RECORD, 100]);
      await until(async () => (await writer!.unsent()) === 0, { timeout: 10_000 });
      await writer!.relay.stop();
      await writer!.database.query('UPDATE messaging.outbox SET sent_at = NULL WHERE id = 50');
      await withFresh(url, new MemoryBroker(), async (fresh) =>
        until(async () => (await fresh.unsent()) === 0, { timeout: 15_000 }).then(() => undefined),
      );
    }));
});
