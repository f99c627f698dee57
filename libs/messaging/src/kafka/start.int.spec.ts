import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { BrokerAway } from '../errors.js';
import type { Broker } from '../message/broker.js';
import { unique, wire } from '../testing/compliance/records.js';
import { until } from '../testing/until.js';
import { kafkaAdmin } from './admin.js';
import { testKafka } from './broker.fixture.js';
import { kafkaBroker } from './broker.js';

const admin = kafkaAdmin(testKafka());
afterAll(() => admin[Symbol.asyncDispose]());
let broker: Broker;
afterEach(() => broker.close());

describe('a subscription begins', () => {
  it('over topics of different numbers of partitions: one that has grown does not keep a service from starting', async () => {
    const [six, three] = [unique('six'), unique('three')];
    await admin.ensureTopics([six]);
    await admin.ensureTopics([three], { partitions: 3 });
    broker = kafkaBroker(testKafka());
    const taken: string[] = [];
    const subscription = await broker.subscribe({
      group: unique('group'),
      topics: [six, three],
      onRecords: async (records) => void taken.push(...records.map(({ topic }) => topic)),
    });
    await broker.send([wire(six, 'a', 'one'), wire(three, 'a', 'one')]);
    await until(() => taken.length === 2);
    expect(subscription.healthy()).toBe(true);
  }, 20_000);

  it('unhealthy while a topic is missing, and joins by itself when it is there', async () => {
    const topic = unique('later');
    broker = kafkaBroker(testKafka());
    const taken: string[] = [];
    const subscription = await broker.subscribe({
      group: unique('group'),
      topics: [topic],
      onRecords: async (records) => void taken.push(...records.map(({ value }) => value!.toString())),
    });
    expect(subscription.healthy()).toBe(false);
    await admin.ensureTopics([topic]);
    await broker.send([wire(topic, 'a', 'first')]);
    await until(() => taken.length === 1);
    expect(subscription.healthy()).toBe(true);
  }, 20_000);

  it('unhealthy while the broker is away, with sends that say so', async () => {
    broker = kafkaBroker({ brokers: '127.0.0.1:1' });
    const subscription = await broker.subscribe({
      group: unique('group'),
      topics: ['any'],
      onRecords: async () => undefined,
    });
    expect(subscription.healthy()).toBe(false);
    await expect(broker.send([wire('any', 'a', 'x')])).rejects.toThrow(BrokerAway);
  });
});
