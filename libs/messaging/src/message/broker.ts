import type { ReceivedRecord, WireRecord } from './message.js';

/** What the library needs of a broker. */
export interface Broker {
  /**
   * Sends in order and resolves when all are stored (`acks=all`). Rejects with `BrokerAway`: some may be stored, send
   * all again; or with `MessageRefused`: it names the records that will never be taken, all others are stored.
   */
  send(records: readonly WireRecord[]): Promise<void>;
  /**
   * Joins the group. Records of one partition come in order; the next come when the promise of the last ones resolves.
   */
  subscribe(subscription: SubscriptionOptions): Promise<Subscription>;
  close(): Promise<void>;
  /** Connections lost so far: behind the next one there may be another broker. @default never any */
  readonly disconnects?: number;
}

/** Tells whether this is still the cluster, and are still the topics, that were written to. */
export interface ClusterIdentity {
  readonly clusterId: string;
  /** By topic; a topic that is deleted and made again has another id. */
  readonly topicIds: ReadonlyMap<string, string>;
}

/** What the relay needs of the cluster besides sending. Both reject with `BrokerAway` when it cannot be reached. */
export interface Cluster {
  /** Leaves out topics that do not exist. @default topics all */
  identity(topics?: readonly string[]): Promise<ClusterIdentity>;
  /** Creates those that are missing. */
  ensureTopics(topics: readonly string[]): Promise<void>;
}

export interface SubscriptionOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /**
   * Resolves when the records' effects are committed; only then do their offsets advance. A rejection pauses the
   * partition for a while and offers them again.
   */
  onRecords(records: readonly ReceivedRecord[]): Promise<void>;
}

export interface Subscription {
  /** Stops fetching, on all partitions, until `resume`; the group's membership is kept. */
  pause(): void;
  resume(): void;
  /** Whether it holds a place in the group and makes progress. */
  healthy(): boolean;
  /** Milliseconds since the broker last gave a sign of life to this member; `Infinity` before the first. */
  silentFor(): number;
  /** What stands still, by partition. */
  blocked(): readonly BlockedPartition[];
  /**
   * The oldest record of each partition that was read and is not done; none of a partition
   * that is done with all it has read.
   */
  oldest(): readonly UnhandledRecord[];
  /** The last times that records were deleted before this member was done with them. At most 100, the latest last. */
  skipped(): readonly SkippedRecords[];
  /** A parked sequence has become shorter: a partition that was rejected with `SequenceFull` is offered again now. */
  roomFreed(): void;
  /** Finishes what is in hand, commits the offsets and leaves the group. */
  stop(): Promise<void>;
}

/** A partition whose next records cannot be handled. */
export interface BlockedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly since: Date;
  readonly why: string;
}

export interface UnhandledRecord {
  readonly topic: string;
  readonly partition: number;
  /** When it was written. */
  readonly at: Date;
}

/** Records that were deleted before the group was done with them: offsets from `from` up to, not including, `to`. */
export interface SkippedRecords {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  readonly to: bigint;
  readonly at: Date;
}

/** Per topic, one offset per partition, in the order of the partitions. */
export type Offsets = ReadonlyMap<string, readonly bigint[]>;
