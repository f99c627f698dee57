import { services } from '@sagaworks/tools';
import { randomUUID } from 'node:crypto';
import type { Kafka, KafkaMessage } from 'kafkajs';
import { administer, kafkaOf } from './kafka.js';
import type { System } from './system.js';

export interface Copy {
  readonly topic: string;
  readonly partition: number;
  readonly message: KafkaMessage;
}

/** Of commands and events, as they are called on the broker. */
export const topicsOf = (system: System): string[] =>
  services.flatMap((service) => [`${service}.commands`, `${service}.events`]).map((topic) => system.nameOf(topic));

/** Sends every record that was ever sent once more, unchanged, to where it was; resolves to how many. */
export async function sendAllAgain(system: System): Promise<number> {
  const copies = await readAll(system, topicsOf(system));
  await sendEach(kafkaOf(system), copies);
  return copies.length;
}

/** Every record from the start of these topics to their ends as of now; those of a partition in order. */
export async function readAll(system: System, topics: readonly string[]): Promise<Copy[]> {
  const offsets = await administer(system, (admin) =>
    Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic))),
  );
  const expected = offsets.flat().reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  const copies: Copy[] = [];
  if (expected === 0) return copies;
  const consumer = kafkaOf(system).consumer({ groupId: `reader-${randomUUID()}`, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: async ({ topic, partition, message }) => {
        copies.push({ topic, partition, message });
        if (copies.length === expected) resolve();
      },
    });
  });
  await consumer.disconnect();
  return copies;
}

/** One after the other, so that they arrive in this order. */
export async function sendEach(kafka: Kafka, copies: readonly Copy[]): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  try {
    for (const {
      topic,
      partition,
      message: { key, value, headers = {} },
    } of copies)
      await producer.send({ topic, acks: -1, messages: [{ key, value, headers, partition }] });
  } finally {
    await producer.disconnect();
  }
}
