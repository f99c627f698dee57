import { BrokerAway, MessageRefused } from '../errors.js';
import type { Broker, Subscription, SubscriptionOptions } from '../message/broker.js';
import type { ReceivedRecord, WireRecord } from '../message/message.js';
import type { Ends, OffsetReader } from '../saga/deadlines/read-progress.js';
import { MemoryGroup, type MemorySubscription } from './memory-group.js';
import { MemoryTopic, memoryPartitionOf } from './memory-log.js';

export interface MemoryBrokerOptions {
  /** @default 6 */
  readonly partitions?: number;
  /** The only topics there are. @default any: a topic begins with its first use */
  readonly topics?: readonly string[];
  /** Bytes of one value; a larger one is refused. @default 1_000_000 */
  readonly recordBytes?: number;
  /** Stamps records. @default 2026-01-01, standing still */
  readonly clock?: () => Date;
  /** When rejected records are offered again: a simulation decides. @default setImmediate */
  readonly later?: (work: () => void) => void;
}

/** A broker in this process. Without a clock, a timer or chance of its own, the same calls give the same deliveries. */
export class MemoryBroker implements Broker {
  readonly #topics = new Map<string, MemoryTopic>();
  readonly #groups = new Map<string, MemoryGroup>();
  readonly #subscriptions: MemorySubscription[] = [];
  #away = false;

  constructor(private readonly options: MemoryBrokerOptions = {}) {
    this.create(options.topics ?? []);
  }

  async send(records: readonly WireRecord[]): Promise<void> {
    if (this.#away) throw new BrokerAway('the memory broker is away');
    const refused = records.flatMap((record, at) => (this.#takes(record) ? [] : [at]));
    for (const [at, record] of records.entries())
      if (!refused.includes(at)) this.#topic(record.topic).append(record, (this.options.clock ?? standingStill)());
    await Promise.resolve();
    this.#wake();
    if (refused.length > 0)
      throw new MessageRefused(
        `the memory broker does not take ${refused.length} of ${records.length} records`,
        refused,
        { missing: refused.filter((at) => !this.#has(records[at]!.topic)) },
      );
  }

  subscribe(subscription: SubscriptionOptions): Promise<Subscription> {
    const group =
      this.#groups.get(subscription.group) ?? new MemoryGroup(this.options.later ?? setImmediate, () => !this.#away);
    this.#groups.set(subscription.group, group);
    for (const name of subscription.topics)
      for (const [partition, log] of this.#topic(name).partitions.entries()) group.watch(name, partition, log);
    const member = group.join(subscription);
    this.#subscriptions.push(member);
    queueMicrotask(() => group.wake());
    return Promise.resolve(member);
  }

  async close(): Promise<void> {
    await Promise.all(this.#subscriptions.map((each) => each.stop()));
  }

  /** From now on sends reject and nothing is offered. */
  goAway(): void {
    this.#away = true;
  }

  comeBack(): void {
    this.#away = false;
    this.#wake();
  }

  /** Ends a member as a killed process ends: what it has in hand counts for nothing and goes to the others. */
  kill(subscription: Subscription): void {
    for (const group of this.#groups.values()) group.abandon(subscription as MemorySubscription);
    this.#wake();
  }

  /** Partitions change hands within a group; what was in hand is offered again. */
  rebalance(group: string): void {
    this.#groups.get(group)?.rebalance();
    this.#wake();
  }

  /** A group's place in a partition goes back to an earlier offset. */
  rewind(group: string, topic: string, partition: number, offset: number): void {
    this.#groups.get(group)?.rewind(topic, partition, offset);
    this.#wake();
  }

  /** Makes topics, where only some are there. */
  create(topics: readonly string[]): void {
    for (const topic of topics) this.#create(topic);
  }

  get topics(): readonly string[] {
    return [...this.#topics.keys()];
  }

  /** All records of a topic, by partition. */
  records(topic: string): readonly (readonly ReceivedRecord[])[] {
    return this.#topic(topic).partitions;
  }

  /** Up to where a group is done with each partition of a topic. */
  committed(group: string, topic: string): readonly number[] {
    return this.#groups.get(group)?.committed(topic) ?? [];
  }

  /** How far topics and groups are, as the deadlines of sagas ask. */
  get offsets(): OffsetReader {
    const ends = (topics: readonly string[], of: (topic: string) => readonly number[]): Ends =>
      new Map(topics.map((topic) => [topic, of(topic).map(BigInt)]));
    return {
      partitionOf: memoryPartitionOf,
      endOffsets: (topics) => Promise.resolve(ends(topics, (topic) => this.records(topic).map(({ length }) => length))),
      committed: (group, topics) => Promise.resolve(ends(topics, (topic) => this.committed(group, topic))),
    };
  }

  #takes({ topic, value }: WireRecord): boolean {
    return this.#has(topic) && (value?.length ?? 0) <= (this.options.recordBytes ?? 1_000_000);
  }

  #has(topic: string): boolean {
    return this.options.topics === undefined || this.#topics.has(topic);
  }

  #topic(name: string): MemoryTopic {
    return this.#topics.get(name) ?? this.#create(name);
  }

  #create(name: string): MemoryTopic {
    const topic = new MemoryTopic(name, this.options.partitions ?? 6);
    this.#topics.set(name, topic);
    return topic;
  }

  #wake(): void {
    for (const group of this.#groups.values()) group.wake();
  }
}

const standingStill = (): Date => new Date('2026-01-01T00:00:00Z');
