import { describe, expect, it } from '@jest/globals';
import type { Admin } from 'kafkajs';
import { WrongDeclaration } from '../errors.js';
import { AdminConnection } from './admin-connection.js';
import { ensureTopics } from './ensure-topics.js';

const unknown = () =>
  Promise.reject(
    Object.assign(new Error('This server does not host this topic-partition'), {
      name: 'KafkaJSProtocolError',
      type: 'UNKNOWN_TOPIC_OR_PARTITION',
    }),
  );

/** A broker that has just started: it makes a topic at once, and knows nothing of it for the next `asks` questions. */
function newBroker(asks: number, partitions = 6): Admin {
  const created = new Set<string>();
  const slow = <T>(answer: T) => ((asks -= 1) >= 0 ? unknown() : Promise.resolve(answer));
  const admin = {
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    listTopics: () => Promise.resolve([...created]),
    createTopics: ({ topics }: { topics: { topic: string }[] }) => (
      topics.forEach(({ topic }) => created.add(topic)), slow(true)
    ),
    fetchTopicOffsets: () => slow([]),
    fetchTopicMetadata: ({ topics }: { topics: string[] }) =>
      slow({ topics: topics.map((name) => ({ name, partitions: Array(partitions) })) }),
  };
  return admin as unknown as Admin;
}

describe('topics on a broker that has just started', () => {
  it('are ready only once the broker knows them, however often it has to be asked', async () => {
    const broker = newBroker(30);
    await new AdminConnection(() => broker).use((admin) => ensureTopics(admin, ['orders.commands'], 6), {
      patience: 10_000,
      every: 1,
    });
    await expect(broker.fetchTopicOffsets('orders.commands')).resolves.toEqual([]);
  });

  it('that an earlier try has created are asked for their leaders all the same', async () => {
    const broker = newBroker(1);
    await expect(ensureTopics(broker, ['orders.commands'], 6)).rejects.toThrow('does not host');
    const stillUnknown = newBroker(0);
    await stillUnknown.createTopics({ topics: [{ topic: 'orders.commands' }] });
    stillUnknown.fetchTopicOffsets = unknown;
    await expect(ensureTopics(stillUnknown, ['orders.commands'], 6)).rejects.toThrow('does not host');
  });

  it('are given up when the broker does not come to know them', async () => {
    const broker = newBroker(Infinity);
    const lost = new AdminConnection(() => broker).use((admin) => ensureTopics(admin, ['orders.commands'], 6), {
      patience: 20,
      every: 1,
    });
    await expect(lost).rejects.toThrow('the broker cannot be used: This server does not host');
  });

  it('leave no question open behind a failure: it would open the closed connection again', async () => {
    const broker = newBroker(0);
    let open = 0;
    broker.fetchTopicOffsets = async (topic) => {
      open += 1;
      if (topic === 'slow') await new Promise(setImmediate);
      open -= 1;
      return unknown();
    };
    await expect(ensureTopics(broker, ['slow', 'orders.commands'], 6)).rejects.toThrow('does not host');
    expect(open).toBe(0);
  });

  it('with more partitions than were asked for are welcome: what was added cannot be taken back', async () => {
    await expect(ensureTopics(newBroker(0, 12), ['orders.commands'], 6)).resolves.toBeUndefined();
  });

  it('with fewer partitions are refused', async () => {
    await expect(ensureTopics(newBroker(0, 2), ['orders.commands'], 6)).rejects.toThrow(
      new WrongDeclaration(
        'topics must have at least 6 partitions each, add some with kafka-topics.sh --alter: orders.commands has 2',
      ),
    );
  });
});
