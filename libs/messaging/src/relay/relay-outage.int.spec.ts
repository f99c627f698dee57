import { describe, expect, it, jest } from '@jest/globals';
import { MemoryBroker } from '../memory/memory-broker.js';
import { until } from '../testing/until.js';
import { firstDeliveries, withWriters } from './relay.fixture.js';

jest.setTimeout(30_000);

describe('the relay, over a real outbox', () => {
  it('rides out a broker that is away: nothing is lost, and everything is sent in order when it is back', async () => {
    const broker = new MemoryBroker({ partitions: 1 });
    await withWriters([broker], async ([writer]) => {
      broker.goAway();
      for (let n = 0; n < 150; n += 1) await writer!.write('a');
      await until(() => writer!.relay.outage);
      expect(writer!.relay.backlog).toBeGreaterThan(0);
      broker.comeBack();
      await until(() => broker.records('writer.events').flat().length >= 150);
      expect(firstDeliveries(broker.records('writer.events').flat()).get('a')).toEqual(
        Array.from({ length: 150 }, (_, at) => at + 1),
      );
      await until(async () => (await writer!.unsent()) === 0 && writer!.relay.backlog === 0);
    });
  });

  it('sends once more what a crash of the database has unmarked, however much it is, and what comes behind it', async () => {
    const broker = new MemoryBroker({ partitions: 1 });
    await withWriters([broker], async ([writer]) => {
      const { database } = writer!;
      for (let n = 0; n < 100; n += 1) await writer!.write('a');
      await until(async () => (await writer!.unsent()) === 0);
      await database.query('UPDATE messaging.outbox SET sent_at = NULL');
      await database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '%:relay'`,
      );
      await writer!.write('b');
      await until(async () => (await writer!.unsent()) === 0);
      expect(broker.records('writer.events').flat()).toHaveLength(201);
    });
  });

  it('dead-letters a message that the broker refuses, alone, and sends those before and behind it', async () => {
    const broker = new MemoryBroker({ topics: ['writer.events'], partitions: 1, recordBytes: 10 });
    await withWriters([broker], async ([writer]) => {
      await writer!.write('a');
      await writer!.database.query(`UPDATE counter SET n = 999999999`);
      await writer!.write('a');
      await writer!.database.query(`UPDATE counter SET n = 1`);
      await writer!.write('a');
      await until(() => broker.records('writer.events').flat().length === 2);
      expect(writer!.deadLettered).toMatchObject([
        {
          topic: 'writer.events',
          key: 'a',
          messageId: 'a/1000000000',
          type: 'writer.wrote',
          record: { partition: -1 },
        },
      ]);
      await until(async () => (await writer!.unsent()) === 0);
    });
  });

  it('has what is for a topic that is not there wait until it is, and send nothing else later for it', async () => {
    const broker = new MemoryBroker({ topics: ['writer.events'], partitions: 1 });
    await withWriters([broker], async ([writer]) => {
      await writer!.write('a');
      await writer!.write('b', 'later.commands');
      await writer!.write('a');
      await writer!.write('b', 'later.commands');
      await until(() => broker.records('writer.events').flat().length === 2);
      await until(async () => (await writer!.unsent()) === 2);
      expect(writer!.deadLettered).toEqual([]);
      expect(writer!.relay.outage).toBeUndefined();
      broker.create(['later.commands']);
      await until(async () => (await writer!.unsent()) === 0, { timeout: 10_000 });
      expect(firstDeliveries(broker.records('later.commands').flat()).get('b')).toEqual([1, 2]);
    });
  });

  it('sends what was committed before it stops, and leaves nothing unmarked', async () => {
    const broker = new MemoryBroker();
    await withWriters([broker], async ([writer]) => {
      for (let n = 0; n < 20; n += 1) await writer!.write('a');
      await writer!.relay.stop();
      expect(broker.records('writer.events').flat()).toHaveLength(20);
      expect(await writer!.unsent()).toBe(0);
    });
  });

  it('drops partitions of old days only when all in them was sent', async () => {
    await withWriters([new MemoryBroker()], async ([writer]) => {
      const { database, relay } = writer!;
      await relay.stop();
      for (const day of ['2020_01_01', '2020_01_02']) {
        const [year, month, date] = day.split('_').map(Number) as [number, number, number];
        const [from, to] = [date, date + 1].map((each) => `${year}-${month}-${each}`);
        await database.query(
          `CREATE TABLE messaging.outbox_${day} PARTITION OF messaging.outbox FOR VALUES FROM ('${from}') TO ('${to}')`,
        );
        await database.query(
          `INSERT INTO messaging.outbox (created_at, sent_at, messages, records) VALUES ('${from} 12:00Z', ${date === 1 ? 'now()' : 'NULL'}, 1, '[]')`,
        );
      }
      await database.query('SELECT messaging.maintain_outbox(7)');
      const [left] = await database.query<{ names: string[] }>(
        `SELECT array_agg(relname::text) AS names FROM pg_class WHERE relname LIKE 'outbox_2020_01___' AND relkind = 'r'`,
      );
      expect(left!.names).toEqual(['outbox_2020_01_02']);
    });
  });
});
