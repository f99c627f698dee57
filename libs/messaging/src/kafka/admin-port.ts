import type { Cluster, ClusterIdentity, Offsets } from '../message/broker.js';

/**
 * What the library asks of a cluster besides sending and reading. Every method rejects with
 * `BrokerAway` when it cannot be reached.
 */
export interface KafkaAdmin extends Cluster {
  /**
   * Creates the topics that are missing; resolves once every partition has a leader. Rejects with `WrongDeclaration`
   * when one exists with fewer partitions; more are welcome. @default partitions 6
   */
  ensureTopics(topics: readonly string[], options?: { readonly partitions?: number }): Promise<void>;
  /** Those that exist. Whoever still reads or sends there finds them missing. */
  deleteTopics(topics: readonly string[]): Promise<void>;
  /** The offset that the next record of each partition will get. */
  endOffsets(topics: readonly string[]): Promise<Offsets>;
  /** Up to where a group is done; where it never committed, the start of the log: it has nothing behind it to read. */
  committed(group: string, topics: readonly string[]): Promise<Offsets>;
  /** Leaves out topics that do not exist. @default topics all */
  identity(topics?: readonly string[]): Promise<ClusterIdentity>;
  /** Where a key's records go in a topic of so many partitions. */
  partitionOf(key: string, partitions: number): number;
  /** What a topic or group is called on the broker. */
  nameOf(name: string): string;
  /** Closes its connection. */
  [Symbol.asyncDispose](): Promise<void>;
}
