import { kafkaClient } from '../stack/kafka-client.js';
import { services } from '../stack/stack.js';

/** The same number for every topic: a key has the same partition number everywhere. */
const partitions = 6;

export const topics = services.flatMap((service) => ['commands', 'events', 'dlq'].map((kind) => `${service}.${kind}`));

/** Creates those that are missing and returns once each of them has a leader. */
export async function ensureTopics(kafkaUrl: string, names: readonly string[] = topics): Promise<void> {
  const admin = kafkaClient(kafkaUrl).admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = names.filter((name) => !existing.has(name));
    if (missing.length === 0) return;
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((topic) => ({ topic, numPartitions: partitions, replicationFactor: 1 })),
    });
  } finally {
    await admin.disconnect();
  }
}
