import { afterAll, describe, expect, it } from '@jest/globals';
import type { ReceivedRecord } from '../message/message.js';
import { textOf, unique, wire } from '../testing/compliance/records.js';
import { until } from '../testing/until.js';
import { kafkaAdmin } from './admin.js';
import { testKafka } from './broker.fixture.js';
import { kafkaBroker } from './broker.js';

const admin = kafkaAdmin(testKafka());
afterAll(() => admin[Symbol.asyncDispose]());

describe("records near the broker's own limit", () => {
  it('are read, and those behind them too, in a topic whose other partitions are busy', async () => {
    const topic = unique('large');
    await admin.ensureTopics([topic]);
    const other = kafkaBroker(testKafka({ recordBytes: 4_000_000, requestBytes: 4_000_000 }));
    await other.send([
      wire(topic, 'a', 'small'),
      wire(topic, 'a', 'x'.repeat(3_900_000)),
      wire(topic, 'a', 'behind'),
      wire(topic, 'a', 'y'.repeat(3_900_000)),
      wire(topic, 'a', 'last'),
    ]);
    await other.send(Array.from({ length: 3_000 }, (_, number) => wire(topic, `key-${number}`, 'z'.repeat(1_000))));
    const taken: ReceivedRecord[] = [];
    const broker = kafkaBroker(testKafka());
    await broker.subscribe({
      group: unique('group'),
      topics: [topic],
      onRecords: async (records) => void taken.push(...records),
    });
    await until(() => taken.length === 3_005, { timeout: 20_000 });
    const lengths = taken.filter(({ key }) => key!.toString() === 'a').map((record) => textOf(record)!.length);
    expect(lengths).toEqual(['small'.length, 3_900_000, 'behind'.length, 3_900_000, 'last'.length]);
    await Promise.all([broker.close(), other.close()]);
  }, 40_000);
});
