import type { Consumer, ConsumerConfig, EachBatchPayload } from 'kafkajs';
import type { Faults } from '../faults/faults.js';
import type { Logger } from '../runtime/logger.js';
import { within } from '../runtime/within.js';
import type { SkippedRecords } from '../message/broker.js';
import type { Consumers } from './client.js';
import { protocolError } from './failure.js';
import type { PartitionRef, Partitions } from './partitions.js';
import type { Pump } from './pump.js';
import { toReceived } from './received.js';
import type { KafkaSettings } from './settings.js';
import { onSkipped } from './skipped.js';

export interface MemberOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /**
   * Over all topics: each must find a worker at once, since kafkajs fetches again only when all of a fetch are taken.
   */
  readonly partitionCount: number;
  readonly settings: KafkaSettings;
  readonly logger: Logger;
  /**
   * The broker does not permit sessions of this length. May be told after the member was lost: it
   * is only then that kafkajs says why.
   */
  readonly onSessionRefused: () => void;
  readonly onSkipped: (skipped: SkippedRecords) => void;
  /** @default none */
  readonly faults?: Faults | undefined;
}

type Commit = EachBatchPayload['commitOffsetsIfNecessary'];

/**
 * One life of a kafkajs consumer. What it fetches goes to the partitions at once, and kafkajs's own notion of a
 * resolved offset is used as the position to fetch from; offsets are committed here, and only of what is done.
 */
export class Member {
  readonly #consumer: Consumer;
  readonly #joined = Promise.withResolvers<void>();
  readonly #lost = Promise.withResolvers<string>();
  #id: string | undefined;
  #assigned: readonly PartitionRef[] | undefined;
  #commit: Commit | undefined;
  #committing: Promise<void> = Promise.resolve();
  #closed = false;
  #unlisten: () => void = () => undefined;
  /** When it last fetched, joined or was heard by its coordinator. */
  lastSign = performance.now();
  /**
   * Next offset to fetch, by `topic/partition`, counting records that kafkajs keeps to
   * itself, as the marks of transactions.
   */
  readonly positions = new Map<string, bigint>();

  constructor(
    private readonly consumers: Consumers,
    readonly options: MemberOptions,
    private readonly partitions: Partitions,
  ) {
    const { group, settings } = options;
    this.#consumer = consumers.consumer(consumerConfig(group, settings));
  }

  /** Resolves with the reason when kafkajs has given up. */
  get lost(): Promise<string> {
    return this.#lost.promise;
  }

  get joined(): Promise<void> {
    return this.#joined.promise;
  }

  get assigned(): readonly PartitionRef[] | undefined {
    return this.#assigned;
  }

  async start(): Promise<void> {
    const { topics, partitionCount } = this.options;
    this.#listen();
    try {
      await this.#consumer.connect();
      await this.#consumer.subscribe({ topics: [...topics], fromBeginning: true });
      if (this.#closed) return await this.#consumer.disconnect();
      await this.#consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: partitionCount,
        eachBatch: (payload) => this.#take(payload),
      });
      if (this.#closed) await this.#consumer.disconnect();
    } catch (error) {
      this.#fail('it could not start', error as Error);
    }
  }

  hold({ topic, partition }: PartitionRef): void {
    this.#ifRunning(() => this.#consumer.pause([{ topic, partitions: [partition] }]));
  }

  release({ topic, partition }: PartitionRef): void {
    this.#ifRunning(() => this.#consumer.resume([{ topic, partitions: [partition] }]));
  }

  /** Commits what is done since the last time. A failure leaves it to the next time. */
  commit(pumps: readonly Pump[] = this.partitions.all): Promise<void> {
    this.#committing = this.#committing.then(() => this.#commitOnce(pumps));
    return this.#committing;
  }

  /**
   * Ends this life: no further record is taken, the group is left. Waits at most `limit` milliseconds for the broker;
   * then its connections are closed, and its session runs out there.
   */
  async leave(limit: number): Promise<void> {
    this.#closed = true;
    this.#unlisten();
    const left = this.#consumer
      .disconnect()
      .catch((error: Error) =>
        this.options.logger.debug({ err: error }, 'the consumer did not leave the group in good order'),
      );
    await within(limit, left);
    this.consumers.cut(this.#consumer);
  }

  /** kafkajs throws when it has no runner: it has ended, or not begun, and then holds nothing. */
  #ifRunning(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.options.logger.debug({ err: error as Error }, 'the consumer is not running');
    }
  }

  #listen(): void {
    const { events } = this.#consumer;
    this.#unlisten = onSkipped((id, skipped) => {
      if (id === this.#id) this.options.onSkipped(skipped);
    });
    const sign = (): void => void (this.lastSign = performance.now());
    this.#consumer.on(events.FETCH, sign);
    this.#consumer.on(events.HEARTBEAT, sign);
    this.#consumer.on(
      events.END_BATCH_PROCESS,
      ({ payload }) =>
        void this.positions.set(`${payload.topic}/${payload.partition}`, BigInt(payload.lastOffset) + 1n),
    );
    this.#consumer.on(events.REBALANCING, () => this.#onRebalancing());
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => {
      sign();
      this.#onJoin(
        payload.memberId,
        Object.entries(payload.memberAssignment).flatMap(([topic, list]) =>
          list.map((partition) => ({ topic, partition })),
        ),
      );
    });
    this.#consumer.on(events.CRASH, ({ payload }) => this.#fail('it crashed', payload.error));
    // A crash stops and disconnects before it tells its reason.
    this.#consumer.on(events.STOP, () => void setTimeout(() => this.#lost.resolve('it stopped'), 50));
    this.#consumer.on(events.DISCONNECT, () => void setTimeout(() => this.#lost.resolve('it disconnected'), 50));
  }

  #fail(what: string, error: Error): void {
    if (protocolError(error) === 'INVALID_SESSION_TIMEOUT') this.options.onSessionRefused();
    this.#lost.resolve(`${what}: ${error.message}`);
  }

  #onRebalancing(): void {
    try {
      this.options.faults?.strike('on-rebalance', []);
    } catch (error) {
      this.#lost.resolve((error as Error).message);
    }
    void this.commit();
  }

  /**
   * A new member id means that the place in the group was lost in between: others may have gone on with its partitions.
   */
  #onJoin(id: string, assigned: readonly PartitionRef[]): void {
    if (this.#closed) return;
    if (this.#id !== undefined && this.#id !== id) this.partitions.revokeAll();
    if (this.#assigned?.length !== assigned.length)
      this.options.logger.info({ group: this.options.group, partitions: assigned.length }, 'joined the group');
    this.#id = id;
    this.#assigned = assigned;
    this.partitions.assign(assigned);
    this.#joined.resolve();
  }

  async #take({ batch, resolveOffset, commitOffsetsIfNecessary }: EachBatchPayload): Promise<void> {
    if (this.#closed) return;
    const { topic, partition, messages } = batch;
    const { partitions } = this;
    this.#commit = commitOffsetsIfNecessary;
    const accepted = partitions.accept(
      { topic, partition },
      messages.map((message) => toReceived(topic, partition, message)),
    );
    if (!accepted) return this.#refuse({ topic, partition });
    resolveOffset(messages.at(-1)!.offset);
    // While a batch runs, more is better fetched at once than bit by bit; but no partition waits long for another.
    if (partitions.busy) await partitions.nextSettled(this.options.settings.prefetchAfter);
  }

  /**
   * Of an earlier generation nothing is missed: whoever has the partition now reads it from where its group is done.
   */
  #refuse({ topic, partition }: PartitionRef): void {
    if (this.#assigned?.some((each) => each.topic === topic && each.partition === partition) === true)
      this.#lost.resolve(`${topic}/${partition} is assigned, and nobody works on it`);
  }

  async #commitOnce(pumps: readonly Pump[]): Promise<void> {
    const done = pumps.flatMap((pump) => (pump.uncommitted === undefined ? [] : [{ pump, offset: pump.uncommitted }]));
    if (done.length === 0 || this.#commit === undefined) return;
    const topics = done.map(({ pump, offset }) => ({
      topic: pump.options.topic,
      partitions: [{ partition: pump.options.partition, offset: String(offset) }],
    }));
    const { faults } = this.options;
    try {
      if (faults !== undefined) await faults.reach('before-offset-commit', []);
      await this.#commit({ topics });
      for (const { pump, offset } of done) pump.committed(offset);
    } catch (error) {
      this.options.logger.debug({ err: error }, 'offsets not committed this time');
    }
  }
}

const consumerConfig = (groupId: string, settings: KafkaSettings): ConsumerConfig => ({
  groupId,
  sessionTimeout: settings.sessionTimeout,
  heartbeatInterval: Math.min(1_000, settings.sessionTimeout / 3),
  rebalanceTimeout: Math.max(10_000, settings.sessionTimeout),
  maxWaitTimeInMs: settings.fetchWait,
  maxBytesPerPartition: settings.bufferBytes,
  allowAutoTopicCreation: false,
  // One way back after a failure: a new consumer, by the subscription.
  retry: { restartOnFailure: () => Promise.resolve(false) },
});
