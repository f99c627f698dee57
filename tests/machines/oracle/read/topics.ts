import { createHash, randomUUID } from 'node:crypto';
import { Kafka, logLevel, type Admin, type KafkaMessage } from 'kafkajs';
import type { TopicRecord } from '../facts.js';
import { topics } from '../protocol.js';
import { derived } from './ids.js';
import type { Sources } from './sources.js';

const ERRORS = '__sagaworks.errors.';
const GIVE_UP_AFTER = 60_000;

/** Every record of every topic from the start up to where it ended when this was called. */
export async function readTopics({ kafka: broker, topicPrefix = '' }: Sources): Promise<TopicRecord[]> {
  const kafka = new Kafka({ clientId: 'oracle', brokers: [broker], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const groupId = `oracle-${randomUUID()}`;
  try {
    const left = await endsOf(
      admin,
      topics.map((topic) => `${topicPrefix}${topic}`),
    );
    return left.size === 0
      ? []
      : (await readUntil(kafka, groupId, left, (topic) => topic.slice(topicPrefix.length))).sort(inOrder);
  } finally {
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  }
}

const inOrder = (one: TopicRecord, other: TopicRecord): number =>
  one.topic.localeCompare(other.topic) || one.partition - other.partition || one.offset - other.offset;
const placeOf = (topic: string, partition: number): string => `${topic}/${partition}`;

/** The last offset of each partition that has records. */
async function endsOf(admin: Admin, names: readonly string[]): Promise<Map<string, number>> {
  const existing = new Set(await admin.listTopics());
  const offsets = await Promise.all(
    names
      .filter((name) => existing.has(name))
      .map(async (topic) => ({ topic, partitions: await admin.fetchTopicOffsets(topic) })),
  );
  return new Map(
    offsets.flatMap(({ topic, partitions }) =>
      partitions
        .filter(({ low, high }) => low !== high)
        .map(({ partition, high }): [string, number] => [placeOf(topic, partition), Number(high) - 1]),
    ),
  );
}

/** Under a group of its own, that commits nothing. */
async function readUntil(
  kafka: Kafka,
  groupId: string,
  left: Map<string, number>,
  bare: (topic: string) => string,
): Promise<TopicRecord[]> {
  const ends = new Map(left);
  const records: TopicRecord[] = [];
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(
    () => reject(new Error(`the topics cannot be read: ${[...left.keys()].join(', ')} did not come`)),
    GIVE_UP_AFTER,
  );
  await consumer.connect();
  try {
    await consumer.subscribe({
      topics: [...new Set([...left.keys()].map((place) => place.slice(0, place.lastIndexOf('/'))))],
      fromBeginning: true,
    });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch: { topic, partition, messages } }) => {
        const end = ends.get(placeOf(topic, partition)) ?? -1;
        records.push(
          ...messages
            .filter(({ offset }) => Number(offset) <= end)
            .map((message) => recordOf(bare(topic), partition, message)),
        );
        if (Number(messages.at(-1)!.offset) >= end) left.delete(placeOf(topic, partition));
        if (left.size === 0) resolve();
      },
    });
    await promise;
  } finally {
    clearTimeout(timer);
    await consumer.disconnect();
  }
  return records;
}

function recordOf(topic: string, partition: number, { offset, key, value, headers = {} }: KafkaMessage): TopicRecord {
  const header = (name: string): string | undefined => headers[name]?.toString();
  const origin = derived(topic, String(partition), offset);
  const letter = header(`${ERRORS}dead-letter-id`);
  const hash = value === null ? null : createHash('sha256').update(value).digest('hex');
  return {
    topic,
    partition,
    offset: Number(offset),
    key: key?.toString() ?? null,
    type: header('ce_type') ?? null,
    source: header('ce_source') ?? null,
    marks: [letter ?? markOf(header('ce_id'), header('ce_source') ?? `/${topic}`) ?? origin, origin],
    ...(letter === undefined
      ? {}
      : { letter: { id: letter, hash, isPointer: header(`${ERRORS}value`) === 'pointer' } }),
  };
}

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

function markOf(id: string | undefined, source: string): string | undefined {
  if (id === undefined || id === '') return undefined;
  return UUID.test(id) ? id.toLowerCase() : derived(source, id);
}
