import { afterAll, describe, expect, it } from '@jest/globals';
import { BrokerAway, WrongDeclaration } from '../errors.js';
import { unique, wire } from '../testing/compliance/records.js';
import { until } from '../testing/until.js';
import { kafkaAdmin } from './admin.js';
import { testKafka } from './broker.fixture.js';
import { kafkaBroker } from './broker.js';

const admin = kafkaAdmin(testKafka());
afterAll(() => admin[Symbol.asyncDispose]());
const sum = (offsets: readonly bigint[] | undefined) => offsets!.reduce((one, other) => one + other, 0n);

describe('kafkaAdmin', () => {
  it('makes the topics that are missing, by several at once, and leaves the others', async () => {
    const topics = [unique('a'), unique('b')];
    await admin.ensureTopics(topics.slice(0, 1));
    await using other = kafkaAdmin(testKafka());
    await Promise.all([admin.ensureTopics(topics), other.ensureTopics(topics)]);
    expect(await admin.endOffsets(topics)).toEqual(new Map(topics.map((topic) => [topic, [0n, 0n, 0n, 0n, 0n, 0n]])));
  });

  it('says which topic has another number of partitions', async () => {
    const topic = unique('narrow');
    await admin.ensureTopics([topic], { partitions: 2 });
    await expect(admin.ensureTopics([topic])).rejects.toThrow(
      new WrongDeclaration(
        `topics must have at least 6 partitions each, add some with kafka-topics.sh --alter: ${topic} has 2`,
      ),
    );
  });

  it('tells the ends of topics and up to where a group is done', async () => {
    const [topic, group] = [unique('events'), unique('group')];
    await admin.ensureTopics([topic]);
    expect((await admin.committed(group, [topic])).get(topic)).toEqual([0n, 0n, 0n, 0n, 0n, 0n]);
    const broker = kafkaBroker(testKafka());
    await broker.send(Array.from({ length: 50 }, (_, number) => wire(topic, `${number}`, 'x')));
    expect(sum((await admin.endOffsets([topic])).get(topic))).toBe(50n);
    await broker.subscribe({ group, topics: [topic], onRecords: async () => undefined });
    await until(async () => sum((await admin.committed(group, [topic])).get(topic)) === 50n);
    await broker.close();
  });

  it('tells the cluster, and a topic from one of the same name made anew', async () => {
    const topic = unique('again');
    await admin.ensureTopics([topic]);
    const first = await admin.identity([topic, 'not-there']);
    expect(first.clusterId).toMatch(/^[\w-]{22}$/);
    expect([...first.topicIds]).toEqual([[topic, expect.stringMatching(/^[0-9a-f]{32}$/)]]);
    expect(await admin.identity([topic, 'not-there'])).toEqual(first);
    const all = await admin.identity();
    expect(all.clusterId).toBe(first.clusterId);
    expect(all.topicIds.get(topic)).toBe(first.topicIds.get(topic));
    await admin.deleteTopics([topic, 'not-there']);
    await until(async () => !(await admin.identity([topic])).topicIds.has(topic));
    await admin.ensureTopics([topic]);
    expect((await admin.identity([topic])).topicIds.get(topic)).not.toBe(first.topicIds.get(topic));
  });

  it('says when the broker is away', async () => {
    await using nowhere = kafkaAdmin({ brokers: '127.0.0.1:1' });
    await expect(nowhere.endOffsets(['any'])).rejects.toThrow(BrokerAway);
    await expect(nowhere.identity(['any'])).rejects.toThrow(BrokerAway);
  });
});
