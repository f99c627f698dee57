import type { KafkaConfig } from 'kafkajs';
import type { Faults } from '../faults/faults.js';
import type { Logger } from '../runtime/logger.js';

export interface KafkaOptions {
  /** Bootstrap servers, `host:port`, several separated by commas. */
  readonly brokers: string;
  /**
   * Of all topics and groups on the broker, so that several systems can share it; verbatim, so
   * end it with a dot. @default none
   */
  readonly prefix?: string;
  /** Seen in the broker's logs and quotas. @default 'messaging' */
  readonly clientId?: string;
  readonly ssl?: KafkaConfig['ssl'];
  readonly sasl?: KafkaConfig['sasl'];
  /** @default silent */
  readonly logger?: Logger;
  readonly settings?: Partial<KafkaSettings>;
  /** @default none */
  readonly faults?: Faults | undefined;
}

/** Times in milliseconds. */
export interface KafkaSettings {
  /**
   * A member that is silent for longer loses its partitions to the others of its group. A broker that does not permit
   * it (`group.min.session.timeout.ms`) is asked for 6_000. @default 3_000
   */
  readonly sessionTimeout: number;
  /** How long an idle fetch waits at the broker; it also delays rebalance and stop by as much. @default 300 */
  readonly fetchWait: number;
  /** Offsets are committed at most this long after their effects. @default 500 */
  readonly commitEvery: number;
  /**
   * While records are in hand the next fetch waits for one of them to finish, but no longer than this: less merges less
   * and costs a fetch each time, more lets a slow partition delay the others. @default 25
   */
  readonly prefetchAfter: number;
  /** Records of one partition given to `onRecords` at once. @default 200 */
  readonly chunkRecords: number;
  /** Bytes of one partition given to `onRecords` at once; a single larger record still passes. @default 1_000_000 */
  readonly chunkBytes: number;
  /**
   * Bytes of one partition held in memory before its fetching pauses, and bytes that one fetch brings of it: it holds
   * twice as much at most. A single larger record still passes. @default 1_000_000
   */
  readonly bufferBytes: number;
  /** First wait before rejected records are offered again; it doubles up to five times itself. @default 1_000 */
  readonly offerAgainAfter: number;
  /**
   * How long a consumer may be without sign of life, partitions or progress, while the broker answers,
   * before it is replaced. @default 20_000
   */
  readonly replaceAfter: number;
  /** Bytes of one record, key and headers included; a larger one is refused before it is sent. @default 1_000_000 */
  readonly recordBytes: number;
  /** Bytes of one produce request; must be below the broker's `message.max.bytes`. @default 1_000_000 */
  readonly requestBytes: number;
}

export const defaultSettings: KafkaSettings = {
  sessionTimeout: 3_000,
  fetchWait: 300,
  commitEvery: 500,
  prefetchAfter: 25,
  chunkRecords: 200,
  chunkBytes: 1_000_000,
  bufferBytes: 1_000_000,
  offerAgainAfter: 1_000,
  replaceAfter: 20_000,
  recordBytes: 1_000_000,
  requestBytes: 1_000_000,
};
