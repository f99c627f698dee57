import type { ServiceName } from '@sagaworks/tools';
import { administer, kafkaOf } from './kafka.js';
import type { System } from './system.js';
import { readAll, sendEach, type Copy } from './topics.js';

/** What the service has not read of its commands. */
export async function unreadOf(system: System, service: ServiceName): Promise<Copy[]> {
  const topic = system.nameOf(`${service}.commands`);
  const [committed] = await administer(system, (admin) => admin.fetchOffsets({ groupId: system.nameOf(service), topics: [topic] }));
  const done = new Map(committed!.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]));
  return (await readAll(system, [topic])).filter(({ partition, message }) => BigInt(message.offset) >= done.get(partition)!);
}

/**
 * Takes what a stopped service has not read of its commands out of the topic, and sends it anew in the order that `arrange` gives.
 * Nobody may send there meanwhile.
 */
export async function rearrange(system: System, service: ServiceName, arrange: (unread: Copy[]) => Copy[]): Promise<void> {
  const topic = system.nameOf(`${service}.commands`);
  const unread = await unreadOf(system, service);
  await administer(system, async (admin) => {
    const ends = await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: ends.map(({ partition, high }) => ({ partition, offset: high })) });
  });
  await sendEach(kafkaOf(system), arrange(unread));
}
