import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique, wire } from '../testing/compliance/records.js';
import { until } from '../testing/until.js';
import { kafkaAdmin } from './admin.js';
import { testKafka } from './broker.fixture.js';
import { kafkaBroker } from './broker.js';

// Two systems share a broker, as staging and production may: each has all names to itself.
describe('a prefix', () => {
  const topic = unique('events');
  const group = unique('group');
  const system = (prefix: string) => {
    const options = { ...testKafka(), prefix };
    return { broker: kafkaBroker(options), admin: kafkaAdmin(options) };
  };
  const plain = kafkaAdmin(testKafka());
  const [one, other] = [system(`${unique('one')}.`), system(`${unique('other')}.`)];
  const sum = (offsets: readonly bigint[] | undefined) => offsets!.reduce((total, offset) => total + offset, 0n);

  beforeAll(() => Promise.all([one, other].map(({ admin }) => admin.ensureTopics([topic]))));
  afterAll(async () => {
    await Promise.all([one, other].map(({ broker }) => broker.close()));
    await Promise.all([one.admin, other.admin, plain].map((admin) => admin[Symbol.asyncDispose]()));
  });

  it('keeps the messages of two systems apart, and shows on the broker only', async () => {
    const taken: string[][] = [[], []];
    for (const [index, { broker }] of [one, other].entries()) {
      await broker.send([wire(topic, 'key', `of ${index}`)]);
      await broker.subscribe({
        group,
        topics: [topic],
        onRecords: async (records) =>
          void taken[index]!.push(...records.map((record) => `${record.topic}: ${record.value!.toString()}`)),
      });
    }
    await until(() => taken.every(({ length }) => length > 0));
    expect(taken).toEqual([[`${topic}: of 0`], [`${topic}: of 1`]]);
    expect([...(await plain.identity([topic, one.admin.nameOf(topic)])).topicIds.keys()]).toEqual([
      one.admin.nameOf(topic),
    ]);
  });

  it('counts how far each system is for itself', async () => {
    await one.broker.send([wire(topic, 'key', 'one more')]);
    await until(async () => sum((await one.admin.committed(group, [topic])).get(topic)) === 2n);
    expect(sum((await other.admin.endOffsets([topic])).get(topic))).toBe(1n);
    expect(
      sum((await plain.committed(one.admin.nameOf(group), [one.admin.nameOf(topic)])).get(one.admin.nameOf(topic))),
    ).toBe(2n);
  });

  it('hides from each what becomes of the topics of the others', async () => {
    const { topicIds } = await one.admin.identity();
    expect([...topicIds.keys()]).toEqual([topic]);
    expect(topicIds.get(topic)).not.toBe((await other.admin.identity()).topicIds.get(topic));
  });
});
