import { describe, expect, it, jest } from '@jest/globals';
import { until } from '../../testing/until.js';
import { outboxStatus } from '../../operations/lists/outbox-status.js';
import { firstDeliveries, withWriters, type Writer } from '../relay.fixture.js';
import { ReplaceableBroker } from './replaceable-broker.fixture.js';

jest.setTimeout(30_000);

const TOPICS = ['writer.events', 'writer.other'];
const upTo = (n: number): number[] => Array.from({ length: n }, (_, at) => at + 1);
const numbersIn = (broker: ReplaceableBroker, topic = 'writer.events') =>
  firstDeliveries(broker.records(topic)).get('a') ?? [];

async function written(writer: Writer, count: number, topic?: string): Promise<void> {
  for (let n = 0; n < count; n += 1) await writer.write('a', topic);
}

describe('when the broker has lost all its data', () => {
  it.each([{ sameName: false }, { sameName: true }])(
    'everything kept is sent again by itself, in order, and what is written meanwhile waits: %j',
    async (wipe) => {
      const broker = new ReplaceableBroker(TOPICS);
      await withWriters([broker], async ([writer]) => {
        await written(writer!, 120);
        await until(async () => (await writer!.unsent()) === 0, { timeout: 30_000 });
        broker.wipe(wipe);
        await written(writer!, 20);
        await until(() => numbersIn(broker).length === 140, { timeout: 20_000 });
        expect(numbersIn(broker)).toEqual(upTo(140));
        expect(writer!.deadLettered).toEqual([]);
        await until(async () => (await writer!.unsent()) === 0, { timeout: 30_000 });
        expect((await outboxStatus(writer!.database)).lastRepublish).toMatchObject({
          cause: 'new-cluster',
          actor: 'relay',
          doneAt: expect.any(Date),
        });
      });
    },
  );

  it('all that is sent again is counted, also when it takes another try', async () => {
    const broker = new ReplaceableBroker(TOPICS);
    await withWriters([broker], async ([writer]) => {
      await written(writer!, 120);
      await until(async () => (await writer!.unsent()) === 0, { timeout: 30_000 });
      broker.refusals = 2;
      broker.wipe();
      await until(() => numbersIn(broker).length === 120, { timeout: 20_000 });
      expect((await outboxStatus(writer!.database)).lastRepublish).toMatchObject({
        cause: 'new-cluster',
        messages: 120,
      });
    });
  });

  it('it is found out also by a service that has nothing to send', async () => {
    const broker = new ReplaceableBroker(TOPICS);
    await withWriters([broker], async ([writer]) => {
      await written(writer!, 3);
      await until(async () => (await writer!.unsent()) === 0, { timeout: 30_000 });
      broker.wipe();
      await until(() => numbersIn(broker).length === 3);
      expect([...(await broker.identity()).topicIds.keys()].sort()).toEqual([
        'writer.commands',
        'writer.dlq',
        'writer.events',
      ]);
    });
  });

  it('it is found out by an instance that leads only afterwards', async () => {
    const broker = new ReplaceableBroker(TOPICS);
    await withWriters([broker, broker], async ([first, second]) => {
      await written(first!, 3);
      await until(async () => (await first!.unsent()) === 0, { timeout: 30_000 });
      await first!.relay.stop();
      broker.wipe();
      broker.disconnects = 0;
      await until(() => numbersIn(broker).length === 3);
      expect(second!.relay.leads).toBe(true);
    });
  });
});

describe('nothing is sent again', () => {
  it('when only a connection was lost', async () => {
    const broker = new ReplaceableBroker(TOPICS);
    await withWriters([broker], async ([writer]) => {
      await written(writer!, 3);
      await until(async () => (await writer!.unsent()) === 0, { timeout: 30_000 });
      broker.disconnects += 1;
      await written(writer!, 3);
      await until(async () => (await writer!.unsent()) === 0, { timeout: 30_000 });
      expect(broker.records('writer.events')).toHaveLength(6);
      expect((await outboxStatus(writer!.database)).lastRepublish).toBeNull();
    });
  });

  it('to the other topics, when one alone was made anew', async () => {
    const broker = new ReplaceableBroker(TOPICS);
    await withWriters([broker], async ([writer]) => {
      await written(writer!, 3, 'writer.events');
      await written(writer!, 3, 'writer.other');
      await until(async () => (await writer!.unsent()) === 0, { timeout: 30_000 });
      broker.remake('writer.events');
      broker.disconnects += 1;
      await until(() => numbersIn(broker).length === 3);
      await until(async () => (await writer!.unsent()) === 0, { timeout: 30_000 });
      expect(broker.records('writer.other')).toHaveLength(3);
      expect((await outboxStatus(writer!.database)).lastRepublish).toMatchObject({ cause: 'new-topic', messages: 3 });
    });
  });
});
