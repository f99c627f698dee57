import { randomUUID } from 'node:crypto';
import type { Database } from '../../runtime/database.js';
import type { Logger } from '../../runtime/logger.js';
import type { Broker } from '../../message/broker.js';
import type { RebuiltIndex } from '../schemas/dead-letters.js';
import { Restorer } from './restore-letters.js';

export interface RebuildParts {
  readonly service: string;
  readonly database: Pick<Database, 'transaction'>;
  readonly broker: Broker;
  readonly log: Logger;
  readonly offsets: {
    endOffsets(topics: readonly string[]): Promise<ReadonlyMap<string, readonly bigint[]>>;
    committed(group: string, topics: readonly string[]): Promise<ReadonlyMap<string, readonly bigint[]>>;
  };
}

/** Reads `<service>.dlq` from its start to its end as of now, and adds the dead letters that the database has lost. */
export async function rebuildIndex(
  { service, database, broker, offsets, log }: RebuildParts,
  actor: string,
): Promise<RebuiltIndex> {
  const topic = `${service}.dlq`;
  // A group that nobody has ever used: it begins at the start of the topic.
  const group = `${service}.rebuild.${randomUUID()}`;
  const [ends, starts] = await Promise.all([offsets.endOffsets([topic]), offsets.committed(group, [topic])]);
  const open = new Map(
    [...ends.get(topic)!.entries()].filter(([partition, end]) => end > starts.get(topic)![partition]!),
  );
  const restorer = new Restorer(service, database, actor, log);
  if (open.size === 0) return restorer.result;
  const { promise, resolve } = Promise.withResolvers<void>();
  const subscription = await broker.subscribe({
    group,
    topics: [topic],
    onRecords: async (records) => {
      for (const record of records) {
        await restorer.take(record);
        if (BigInt(record.offset) + 1n >= (open.get(record.partition) ?? 0n)) open.delete(record.partition);
      }
      if (open.size === 0) resolve();
    },
  });
  await promise;
  await subscription.stop();
  return restorer.result;
}
