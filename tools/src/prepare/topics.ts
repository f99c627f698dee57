import { kafkaAdmin } from '@sagaworks/messaging/kafka';
import { services } from '../stack/stack.js';

export const topics = services.flatMap((service) => ['commands', 'events', 'dlq'].map((kind) => `${service}.${kind}`));

/** Creates those that are missing, each with as many partitions as all others, and returns once each of them has a leader. */
export async function ensureTopics(kafkaUrl: string, names: readonly string[] = topics): Promise<void> {
  await using admin = kafkaAdmin({ brokers: kafkaUrl, clientId: 'sagaworks-tools' });
  await admin.ensureTopics(names);
}
