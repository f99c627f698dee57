import { Partitioners, type ICustomPartitioner, type PartitionerArgs } from 'kafkajs';

const REMEMBERED = 10_000;

/** Where a key's records go in a topic of so many partitions. */
export function partitionOf(key: string, partitions: number): number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({ partitionId })) as never;
  return place({ topic: '', partitionMetadata, message: { key, value: null } });
}
const place = Partitioners.DefaultPartitioner();

/**
 * kafkajs's, which places keys as the Java client does; a key that was just sent, as each of a
 * saga's is, is not hashed again.
 */
export const rememberingPartitioner: ICustomPartitioner = () => {
  const place = Partitioners.DefaultPartitioner();
  const known = new Map<string, number>();
  let partitions = 0;
  return (args: PartitionerArgs) => {
    const {
      partitionMetadata: { length },
      message: { key, partition },
    } = args;
    if (typeof key !== 'string' || partition !== undefined) return place(args);
    if (length !== partitions || known.size >= REMEMBERED) known.clear();
    partitions = length;
    const found = known.get(key) ?? place(args);
    known.set(key, found);
    return found;
  };
};
