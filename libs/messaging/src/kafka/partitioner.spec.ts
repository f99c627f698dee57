import { describe, expect, it } from '@jest/globals';
import { Partitioners, type Message, type PartitionerArgs } from 'kafkajs';
import { rememberingPartitioner } from './partitioner.js';

const args = (partitions: number, message: Partial<Message>): PartitionerArgs => ({
  topic: 't',
  message: { value: null, ...message },
  partitionMetadata: Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 1,
    replicas: [1],
    isr: [1],
  })),
});

describe('the partitioner', () => {
  it('places each key as kafkajs does, the first time and again, however many partitions a topic has', () => {
    const [ours, reference] = [rememberingPartitioner(), Partitioners.DefaultPartitioner()];
    for (const partitions of [6, 6, 3, 6]) {
      for (let n = 0; n < 12_000; n += 7)
        expect(ours(args(partitions, { key: `order-${n}` }))).toBe(reference(args(partitions, { key: `order-${n}` })));
    }
  });

  it('heeds a partition that is named, and places what has no key', () => {
    const ours = rememberingPartitioner();
    expect(ours(args(6, { key: 'a', partition: 5 }))).toBe(5);
    expect(ours(args(6, { key: 'a' }))).toBe(Partitioners.DefaultPartitioner()(args(6, { key: 'a' })));
    expect(ours(args(6, {}))).toBeLessThan(6);
  });
});
