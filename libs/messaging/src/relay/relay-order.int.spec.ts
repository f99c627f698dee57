import { describe, expect, it, jest } from '@jest/globals';
import { MemoryBroker } from '../memory/memory-broker.js';
import type { WireRecord } from '../message/message.js';
import { until } from '../testing/until.js';
import { firstDeliveries, withWriters, type Writer } from './relay.fixture.js';

jest.setTimeout(30_000);

const KEYS = ['a', 'b', 'c', 'd'];
const counted = (n: number) => Array.from({ length: n }, (_, at) => at + 1);

/** Everybody writes the same keys as fast as they can. */
async function writeAll(writers: readonly Writer[], each: number): Promise<void> {
  await Promise.all(
    writers.map(async (writer) => {
      for (let n = 0; n < each; n += 1) await writer.write(KEYS[n % KEYS.length]!);
    }),
  );
}

describe('two instances of a service that write messages of the same keys', () => {
  it('have them sent in the order of their commits, each once', async () => {
    const broker = new MemoryBroker({ partitions: 1 });
    await withWriters([broker, broker], async (writers) => {
      await writeAll(writers, 200);
      await until(() => broker.records('writer.events').flat().length >= 400);
      expect(broker.records('writer.events').flat()).toHaveLength(400);
      for (const numbers of firstDeliveries(broker.records('writer.events').flat()).values())
        expect(numbers).toEqual(counted(100));
      await until(async () => (await writers[0]!.unsent()) === 0);
    });
  });

  it('keep the order while another instance leads, and when that one stops', async () => {
    const broker = new MemoryBroker({ partitions: 1 });
    await withWriters([broker, broker, broker], async ([leader, second, third]) => {
      const written = writeAll([second!, third!], 200);
      await until(() => broker.records('writer.events').flat().length > 50, { every: 2 });
      await leader!.relay.stop();
      const next = await until(() => [second!, third!].find(({ relay }) => relay.leads));
      await written;
      await until(() => [...firstDeliveries(broker.records('writer.events').flat()).values()].flat().length === 400);
      for (const numbers of firstDeliveries(broker.records('writer.events').flat()).values())
        expect(numbers).toEqual(counted(100));
      expect(next.relay.leads).toBe(true);
    });
  });

  it('keep the order while the leader’s connection is ended again and again in the middle of its work', async () => {
    const broker = new MemoryBroker({ partitions: 1 });
    await withWriters([broker, broker], async (writers) => {
      const { database } = writers[0]!;
      let writing = true;
      const written = writeAll(writers, 300).finally(() => (writing = false));
      let takeovers = 0;
      while (writing) {
        const leader = await until(() => writers.find(({ relay }) => relay.leads), { every: 5 });
        await database.query(
          `WITH ended AS (UPDATE messaging.lease SET expires_at = '-infinity' RETURNING pid) SELECT pg_terminate_backend(pid), pg_notify('messaging_lease', 'relay') FROM ended`,
        );
        await until(() => !leader.relay.leads, { every: 5 });
        takeovers += 1;
      }
      await written;
      await until(() => [...firstDeliveries(broker.records('writer.events').flat()).values()].flat().length === 600);
      for (const numbers of firstDeliveries(broker.records('writer.events').flat()).values())
        expect(numbers).toEqual(counted(150));
      expect(takeovers).toBeGreaterThan(1);
    });
  });

  it('never have two sends in flight', async () => {
    const broker = new MemoryBroker({ partitions: 1 });
    const state = { inFlight: 0, most: 0 };
    const slow = Object.assign(Object.create(broker) as MemoryBroker, {
      send: async (records: readonly WireRecord[]) => {
        state.most = Math.max(state.most, (state.inFlight += 1));
        await new Promise((resolve) => setImmediate(resolve));
        await broker.send(records).finally(() => (state.inFlight -= 1));
      },
    });
    await withWriters([slow, slow], async (writers) => {
      await writeAll(writers, 50);
      await until(() => broker.records('writer.events').flat().length >= 100);
      expect(state.most).toBe(1);
    });
  });
});
