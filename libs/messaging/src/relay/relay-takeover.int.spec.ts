import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, jest } from '@jest/globals';
import { MemoryBroker } from '../memory/memory-broker.js';
import { until } from '../testing/until.js';
import { withWriters, Writer } from './relay.fixture.js';

jest.setTimeout(30_000);

/**
 * Another process that leads as a relay does: it takes the lease over a connection of its own and renews it every
 * second.
 */
const LEADER = `
  import pg from 'pg';
  const client = new pg.Client({ connectionString: process.argv[1] });
  client.on('error', () => process.exit(3));
  await client.connect();
  const { rows: [{ epoch }] } = await client.query("SELECT messaging.take_lease('relay', 'other', interval '3 s') AS epoch");
  const { rows: [{ pid }] } = await client.query('SELECT pg_backend_pid() AS pid');
  console.log(JSON.stringify({ epoch, pid }));
  setInterval(() => client.query("UPDATE messaging.lease SET expires_at = clock_timestamp() + interval '3 s' WHERE name = 'relay' AND epoch = $1", [epoch]), 1000);
`;

async function withOtherLeader(
  url: string,
  use: (other: { epoch: string; backend: number; kill: (signal: NodeJS.Signals) => void }) => Promise<void>,
): Promise<void> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', LEADER, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { epoch, pid } = JSON.parse(line.toString()) as { epoch: string; pid: number };
    await use({ epoch, backend: pid, kill: (signal) => child.kill(signal) });
  } finally {
    child.kill('SIGKILL');
  }
}

describe('when the leading instance', () => {
  it('hangs, another leads within 5 s, ends its connection and sends what waits', async () => {
    const broker = new MemoryBroker();
    await withWriters([broker], async ([writer], url) => {
      await writer!.relay.stop();
      await withOtherLeader(url, async ({ backend, epoch, kill }) => {
        await withFresh(url, broker, async (fresh) => {
          await fresh.write('a');
          expect(fresh.relay.leads).toBe(false);
          const stoppedAt = performance.now();
          kill('SIGSTOP');
          await until(() => fresh.relay.leads, { timeout: 6_000 });
          expect(performance.now() - stoppedAt).toBeLessThan(5_000);
          await until(() => broker.records('writer.events').flat().length === 1);
          expect(await fresh.database.query('SELECT FROM pg_stat_activity WHERE pid = $1', [backend])).toEqual([]);
          const [lease] = await fresh.database.query<{ epoch: string }>(
            `SELECT epoch FROM messaging.lease WHERE name = 'relay'`,
          );
          expect(Number(lease!.epoch)).toBeGreaterThan(Number(epoch));
        });
      });
    });
  });

  it('is killed, another leads as soon as it asks, without waiting for the lease to run out', async () => {
    const broker = new MemoryBroker();
    await withWriters([broker], async ([writer], url) => {
      await writer!.relay.stop();
      await withOtherLeader(url, async ({ kill }) => {
        await withFresh(url, broker, async (fresh) => {
          const killedAt = performance.now();
          kill('SIGKILL');
          await until(() => fresh.relay.leads);
          expect(performance.now() - killedAt).toBeLessThan(2_500);
        });
      });
    });
  });

  it('stops, another leads at once', async () => {
    const broker = new MemoryBroker();
    await withWriters([broker, broker], async ([first, second]) => {
      expect([first!.relay.leads, second!.relay.leads]).toEqual([true, false]);
      await first!.relay.stop();
      await until(() => second!.relay.leads, { timeout: 500 });
    });
  });

  it('loses its connection, it leads again by itself and sends what was written meanwhile', async () => {
    const broker = new MemoryBroker();
    await withWriters([broker], async ([writer]) => {
      await writer!.database.query(`SELECT pg_terminate_backend(pid) FROM messaging.lease WHERE name = 'relay'`);
      await until(() => !writer!.relay.leads);
      await writer!.write('a');
      await until(() => broker.records('writer.events').flat().length === 1);
      await until(async () => (await writer!.unsent()) === 0);
    });
  });
});

async function withFresh(url: string, broker: MemoryBroker, use: (writer: Writer) => Promise<void>): Promise<void> {
  const writer = new Writer(url, broker);
  await writer.relay.start();
  await use(writer).finally(() => writer.stop());
}
