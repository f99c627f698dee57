import type { KafkaAdmin } from './admin-port.js';
import type { Offsets } from '../message/broker.js';
import { AdminConnection } from './admin-connection.js';
import { allEnded } from './all-ended.js';
import { kafkaClient } from './client.js';
import { ensureTopics } from './ensure-topics.js';
import { asBrokerAway } from './failure.js';
import { partitionOf } from './partitioner.js';
import { prefixedAdmin } from './prefix.js';
import type { KafkaOptions } from './settings.js';
import { topicIds } from './topic-ids.js';

/** A broker that has just started may need some seconds until it knows what it has made. */
const TOPICS_MS = 30_000;

export function kafkaAdmin(options: KafkaOptions): KafkaAdmin {
  const kafka = kafkaClient(options, { retries: 3 });
  const connection = new AdminConnection(() => kafka.admin());
  const admin: KafkaAdmin = {
    nameOf: (name) => name,
    partitionOf,
    ensureTopics: (topics, { partitions = 6 } = {}) =>
      connection.use((admin) => ensureTopics(admin, [...new Set(topics)], partitions), { patience: TOPICS_MS }),
    deleteTopics: (topics) =>
      connection.use(async (admin) => {
        const existing = new Set(await admin.listTopics());
        await admin.deleteTopics({ topics: topics.filter((topic) => existing.has(topic)) });
      }),
    endOffsets: (topics) =>
      connection.use((admin) => offsetsOf(topics, async (topic) => await admin.fetchTopicOffsets(topic))),
    committed: (group, topics) =>
      connection.use(async (admin) => {
        const found = await admin.fetchOffsets({ groupId: group, topics: [...topics] });
        return offsetsOf(topics, async (topic) =>
          doneOf(found.find((each) => each.topic === topic)?.partitions ?? [], await admin.fetchTopicOffsets(topic)),
        );
      }),
    identity: (topics) => topicIds(kafka, topics).catch((error: unknown) => Promise.reject(asBrokerAway(error))),
    [Symbol.asyncDispose]: () => connection.close(),
  };
  return prefixedAdmin(admin, options.prefix ?? '');
}

async function offsetsOf(
  topics: readonly string[],
  read: (topic: string) => Promise<PartitionOffset[]> | PartitionOffset[],
): Promise<Offsets> {
  const entries = await allEnded(topics.map(async (topic) => [topic, inOrder(await read(topic))] as const));
  return new Map(entries);
}

/**
 * Kafka answers -1 where a group never committed; a topic whose records have all expired would look unread for ever.
 */
const doneOf = (
  committed: readonly PartitionOffset[],
  log: readonly { partition: number; low: string }[],
): PartitionOffset[] =>
  log.map(({ partition, low }) => {
    const offset = committed.find((each) => each.partition === partition)?.offset ?? '-1';
    return { partition, offset: BigInt(offset) < BigInt(low) ? low : offset };
  });

type PartitionOffset = { readonly partition: number; readonly offset: string };
const inOrder = (partitions: readonly PartitionOffset[]): bigint[] =>
  [...partitions].sort((one, other) => one.partition - other.partition).map(({ offset }) => BigInt(offset));
