import { describe, expect, it } from '@jest/globals';
import { brokerCompliance } from '../testing/compliance/broker-compliance.js';
import { until } from '../testing/until.js';
import { MemoryBroker } from './memory-broker.js';

brokerCompliance('MemoryBroker', () => {
  const topics = new MemoryBroker({ topics: [] });
  return {
    connect: () => topics,
    createTopics: (names) => Promise.resolve(topics.create(names)),
    kill: (_broker, subscription) => Promise.resolve(topics.kill(subscription)),
    close: () => topics.close(),
  };
});

describe('MemoryBroker, for simulations', () => {
  const record = (value: string) => ({ topic: 't', key: 'a', value, headers: {} });

  /** A member that is done with its records when the test says so. */
  async function reader(broker: MemoryBroker) {
    const offered: { readonly values: string[]; readonly done: () => void }[] = [];
    await broker.subscribe({
      group: 'g',
      topics: ['t'],
      onRecords: (records) =>
        new Promise((done) => offered.push({ values: records.map(({ value }) => value!.toString()), done })),
    });
    return offered;
  }

  it('offers again what was in hand at a rebalance, and counts only the last offer as done', async () => {
    const broker = new MemoryBroker({ partitions: 1 });
    await broker.send(['1', '2'].map(record));
    const offered = await reader(broker);
    await until(() => offered.length === 1);
    broker.rebalance('g');
    await broker.send([record('3')]);
    await until(() => offered.length === 2);
    offered[0]!.done();
    offered[1]!.done();
    await until(() => broker.committed('g', 't')[0] === offered[1]!.values.length);
  });

  it('offers again what was done, after a rewind', async () => {
    const broker = new MemoryBroker({ partitions: 1 });
    await broker.send(['1', '2'].map(record));
    const offered = await reader(broker);
    (await until(() => offered[0])).done();
    await until(() => broker.committed('g', 't')[0] === 2);
    broker.rewind('g', 't', 0, 1);
    expect((await until(() => offered[1])).values).toEqual(['2']);
  });
});
