import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { textOf, unique, wire } from '../testing/compliance/records.js';
import { until } from '../testing/until.js';
import { AdminConnection } from './admin-connection.js';
import { kafkaAdmin } from './admin.js';
import { testKafka } from './broker.fixture.js';
import { kafkaBroker } from './broker.js';
import { kafkaClient } from './client.js';
import type { Broker } from '../message/broker.js';

describe('a topic that changes under a service', () => {
  const admin = kafkaAdmin(testKafka());
  const kafka = kafkaClient(testKafka(), { retries: 5 });
  const connection = new AdminConnection(() => kafka.admin());
  const [group, topic] = [unique('group'), unique('events')];
  const errors: object[] = [];
  const taken: (string | null)[] = [];
  let broker: Broker;

  const open = () =>
    kafkaBroker({
      ...testKafka({ replaceAfter: 4_000 }),
      logger: {
        debug: () => undefined,
        info: () => undefined,
        warn: () => undefined,
        error: (fields) => void errors.push(fields),
      },
    });
  const listen = () =>
    broker.subscribe({
      group,
      topics: [topic],
      onRecords: async (records) => void taken.push(...records.map(textOf)),
    });
  beforeEach(() => void (broker = open()));
  afterEach(() => broker.close());

  it('tells which records were deleted before the service had read them', async () => {
    await admin.ensureTopics([topic], { partitions: 1 });
    const first = await listen();
    await broker.send([wire(topic, 'a', '0')]);
    await until(() => taken.length === 1);
    await first.stop();
    await broker.send(['1', '2', '3', '4'].map((value) => wire(topic, 'a', value)));
    await connection.use(async (on) => {
      await on.fetchTopicOffsets(topic);
      await on.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '3' }] });
    });
    const second = await listen();
    await until(() => taken.length === 3, { timeout: 15_000 });
    expect(taken).toEqual(['0', '3', '4']);
    expect(second.skipped()).toMatchObject([{ topic, partition: 0, from: 1n, to: 3n }]);
    expect(errors).toEqual([{ group, topic, partition: 0, from: '1', to: '3' }]);
  }, 40_000);

  it('may get more partitions, which are read while the service runs and after it was started again', async () => {
    await listen();
    await connection.use((on) => on.createPartitions({ topicPartitions: [{ topic, count: 4 }] }));
    const keys = Array.from({ length: 20 }, (_, at) => `key-${at}`);
    const another = open();
    await another.send(keys.map((key) => wire(topic, key, key)));
    await another.close();
    await until(() => keys.every((key) => taken.includes(key)), { timeout: 25_000 });
    await admin.ensureTopics([topic], { partitions: 1 });
  }, 60_000);

  it('with more partitions starts like any other', async () => {
    const subscription = await listen();
    await broker.send([wire(topic, 'key-7', 'after the start')]);
    await until(() => taken.includes('after the start'));
    expect(subscription.healthy()).toBe(true);
    await Promise.all([connection.close(), admin[Symbol.asyncDispose]()]);
  }, 30_000);
});
