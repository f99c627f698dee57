import type { BlockedPartition, SkippedRecords, UnhandledRecord } from '../../message/broker.js';
import type { Found } from './condition.js';
import type { OwnWaits } from './conditions.js';

/** What a service's consumer tells of the partitions that it has. */
export interface ConsumerPartitions {
  readonly blocked: readonly BlockedPartition[];
  readonly oldest: readonly UnhandledRecord[];
  readonly skipped: readonly SkippedRecords[];
}

/** Milliseconds for which a loss is told of. */
const TOLD_MS = 86_400_000;

/** What waits before the batches, by partition. */
export const consumerWaits = (read: () => ConsumerPartitions): OwnWaits => ({
  'partition-blocked': () => read().blocked.map(({ since, why, ...at }) => ({ of: nameOf(at), count: 1, since, why })),
  'records-unhandled': () =>
    read().oldest.map(({ at: since, ...at }) => ({ of: nameOf(at), count: 1, since, why: null })),
  'records-skipped': () => lately(read().skipped).map(foundOf),
});

const nameOf = ({ topic, partition }: { readonly topic: string; readonly partition: number }): string =>
  `${topic}/${partition}`;

const lately = (skipped: readonly SkippedRecords[]): readonly SkippedRecords[] =>
  skipped.filter(({ at }) => Date.now() - at.getTime() < TOLD_MS);

const foundOf = ({ from, to, at: since, ...at }: SkippedRecords): Found => ({
  of: nameOf(at),
  count: Number(to - from),
  since,
  why: `offsets ${from} to ${to - 1n}`,
});
