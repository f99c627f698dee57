import type { Admin } from 'kafkajs';
import { allEnded } from './all-ended.js';
import type { AdminConnection } from './admin-connection.js';

/** A partition as the broker has it; `committed` is negative where the group never committed. */
export interface Range {
  readonly start: bigint;
  readonly end: bigint;
  readonly committed: bigint;
}

/** What a subscription asks of the broker about its group and topics. */
export class Inquiry {
  constructor(
    private readonly connection: AdminConnection,
    private readonly group: string,
    private readonly topics: readonly string[],
  ) {}

  /** How many members the group has; it also tells whether the broker answers. */
  members(): Promise<number> {
    return this.connection.use(async (admin) => (await admin.describeGroups([this.group])).groups[0]!.members.length);
  }

  /** Partitions per topic; topics that do not exist are left out. */
  partitionCounts(): Promise<ReadonlyMap<string, number>> {
    return this.connection.use(async (admin) => {
      const existing = new Set(await admin.listTopics());
      const { topics } = await admin.fetchTopicMetadata({ topics: this.topics.filter((topic) => existing.has(topic)) });
      return new Map(
        topics
          .filter(({ name }) => this.topics.includes(name))
          .map(({ name, partitions }) => [name, partitions.length]),
      );
    });
  }

  /** By `topic/partition`. */
  ranges(): Promise<ReadonlyMap<string, Range>> {
    return this.connection.use(async (admin) => {
      const found = await admin.fetchOffsets({ groupId: this.group, topics: [...this.topics] });
      const ranges = await allEnded(
        found.map(({ topic, partitions }) =>
          rangesOf(admin, topic, new Map(partitions.map(({ partition, offset }) => [partition, offset]))),
        ),
      );
      return new Map(ranges.flat());
    });
  }
}

async function rangesOf(
  admin: Admin,
  topic: string,
  committed: ReadonlyMap<number, string>,
): Promise<[string, Range][]> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets.map(({ partition, low, high }) => [
    `${topic}/${partition}`,
    { start: BigInt(low), end: BigInt(high), committed: BigInt(committed.get(partition) ?? -1) },
  ]);
}
