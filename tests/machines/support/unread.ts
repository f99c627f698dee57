import type { ServiceName } from '@sagaworks/tools';
import { administer, kafkaOf } from './kafka.js';
import type { System } from './system.js';
import { readAll, sendEach, type Copy } from './topics.js';

/** What the service has not read of its commands. */
export async function unreadOf(system: System, service: ServiceName): Promise<Copy[]> {
  return (await commandsOf(system, service)).unread;
}

/**
 * Empties the commands of a stopped service and sends all of them anew: what it has read as it was, which it meets once
 * more, and behind that what it has not, in the order that `arrange` gives. Nobody may send there meanwhile.
 */
export async function rearrange(
  system: System,
  service: ServiceName,
  arrange: (unread: Copy[]) => Copy[],
): Promise<void> {
  const topic = system.nameOf(`${service}.commands`);
  const { read, unread } = await commandsOf(system, service);
  await administer(system, async (admin) => {
    const ends = await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({
      topic,
      partitions: ends.map(({ partition, high }) => ({ partition, offset: high })),
    });
  });
  await sendEach(kafkaOf(system), [...read, ...arrange(unread)]);
}

async function commandsOf(
  system: System,
  service: ServiceName,
): Promise<{ readonly read: Copy[]; readonly unread: Copy[] }> {
  const topic = system.nameOf(`${service}.commands`);
  const [committed] = await administer(system, (admin) =>
    admin.fetchOffsets({ groupId: system.nameOf(service), topics: [topic] }),
  );
  const done = new Map(committed!.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]));
  const isUnread = ({ partition, message }: Copy) => BigInt(message.offset) >= done.get(partition)!;
  const all = await readAll(system, [topic]);
  return { read: all.filter((copy) => !isUnread(copy)), unread: all.filter(isUnread) };
}
