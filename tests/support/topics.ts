import type { Kafka, KafkaMessage } from 'kafkajs';
import { plainKafka } from './kafka.js';

interface Copy {
  readonly topic: string;
  readonly message: KafkaMessage;
}

/** Reads every record of these topics from the start and sends each again, unchanged, to where it was; resolves to how many. */
export async function sendAllAgain(broker: string, topics: readonly string[]): Promise<number> {
  const kafka = plainKafka(broker);
  const copies = await readAll(kafka, topics);
  const producer = kafka.producer();
  await producer.connect();
  try {
    for (const { topic, message } of copies) {
      const { key, value, headers = {} } = message;
      await producer.send({ topic, acks: -1, messages: [{ key, value, headers }] });
    }
  } finally {
    await producer.disconnect();
  }
  return copies.length;
}

async function readAll(kafka: Kafka, topics: readonly string[]): Promise<Copy[]> {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic)));
  await admin.disconnect();
  const expected = offsets.flat().reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  const copies: Copy[] = [];
  const consumer = kafka.consumer({ groupId: `reader-${Date.now()}`, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: async ({ topic, message }) => {
        copies.push({ topic, message });
        if (copies.length === expected) resolve();
      },
    });
  });
  await consumer.disconnect();
  return copies;
}
