import { kafkaAdmin } from '@sagaworks/messaging/kafka';
import { services, type KafkaPart } from '../stack/stack.js';

export const topics = services.flatMap((service) => ['commands', 'events', 'dlq'].map((kind) => `${service}.${kind}`));

export type Topics = Pick<KafkaPart, 'url' | 'prefix'>;

/**
 * Creates those that are missing, each with as many partitions as all others, and returns
 * once each of them has a leader.
 */
export async function ensureTopics(kafka: Topics, names: readonly string[] = topics): Promise<void> {
  await using admin = adminOf(kafka);
  await admin.ensureTopics(names);
}

/** Removes a system's topics from a broker that others use too. */
export async function deleteTopics(kafka: Topics): Promise<void> {
  await using admin = adminOf(kafka);
  await admin.deleteTopics(topics);
}

const adminOf = ({ url: brokers, prefix = '' }: Topics) => kafkaAdmin({ brokers, prefix, clientId: 'sagaworks-tools' });
