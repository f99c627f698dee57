import type { Admin } from 'kafkajs';
import { WrongDeclaration } from '../errors.js';
import { allEnded } from './all-ended.js';

/** Creates those that are missing; resolves once every partition of all of them has a leader that answers. */
export async function ensureTopics(admin: Admin, topics: readonly string[], partitions: number): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const missing = topics.filter((topic) => !existing.has(topic));
  // Another service may create it at the same moment: kafkajs answers false then.
  if (missing.length > 0)
    await admin.createTopics({
      topics: missing.map((topic) => ({ topic, numPartitions: partitions })),
      waitForLeaders: true,
    });
  // Those that were there already, too: an earlier try may have created them and have been
  // told that nobody leads them yet.
  await allEnded(topics.map((topic) => admin.fetchTopicOffsets(topic)));
  const counts = await partitionCounts(admin, topics);
  const wrong = [...counts].filter(([, count]) => count < partitions);
  if (wrong.length > 0)
    throw new WrongDeclaration(
      `topics must have at least ${partitions} partitions each, add some with kafka-topics.sh --alter: ${wrong.map(([topic, count]) => `${topic} has ${count}`).join(', ')}`,
    );
}

async function partitionCounts(admin: Admin, topics: readonly string[]): Promise<Map<string, number>> {
  const metadata = await admin.fetchTopicMetadata({ topics: [...topics] });
  return new Map(metadata.topics.map(({ name, partitions }) => [name, partitions.length]));
}
