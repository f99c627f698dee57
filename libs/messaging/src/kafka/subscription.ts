import { BrokerAway } from '../errors.js';
import type { Faults } from '../faults/faults.js';
import type { Logger } from '../runtime/logger.js';
import { pause } from '../runtime/pause.js';
import { within } from '../runtime/within.js';
import type {
  BlockedPartition,
  SkippedRecords,
  Subscription,
  SubscriptionOptions,
  UnhandledRecord,
} from '../message/broker.js';
import type { Consumers } from './client.js';
import { countSkipped } from './consumer-metrics.js';
import { Gate } from './gate.js';
import type { Inquiry } from './inquiry.js';
import { Member } from './member.js';
import { Partitions } from './partitions.js';
import type { KafkaSettings } from './settings.js';
import { Watch } from './watch.js';

/** Records in hand for longer count as no progress. */
const TOO_LONG_IN_HAND = 60_000;
/** As many as are kept to be looked at. */
const SKIPS = 100;
/** Stopping waits no longer for what is in hand, and then no longer for the broker. */
const STOP_IN_HAND = 2_800;
const STOP_BROKER = 1_400;

/** The least that Kafka permits where nobody has set it otherwise. */
const PERMITTED_SESSION = 6_000;

/** Keeps one member in the group, whatever happens to the one before. */
export class KafkaSubscription implements Subscription {
  readonly #gate = new Gate();
  readonly #partitions: Partitions;
  readonly #stopping = new AbortController();
  readonly #settled = Promise.withResolvers<void>();
  #member: Member | undefined;
  #sessionTimeout: number;
  #supervision: Promise<void> | undefined;
  readonly #skipped: SkippedRecords[] = [];

  constructor(
    private readonly consumers: Consumers,
    private readonly inquiry: Inquiry,
    private readonly subscription: SubscriptionOptions,
    private readonly settings: KafkaSettings,
    private readonly logger: Logger,
    private readonly faults?: Faults,
  ) {
    const { onRecords } = subscription;
    this.#sessionTimeout = settings.sessionTimeout;
    this.#partitions = new Partitions(
      { settings, logger, gate: this.#gate, onRecords: (records) => onRecords(records) },
      { hold: (partition) => this.#member?.hold(partition), release: (partition) => this.#member?.release(partition) },
    );
  }

  /** Resolves when it has joined the group, or knows that it cannot yet. */
  async start(): Promise<void> {
    const counts = await this.#counts().catch((error: Error) => {
      if (!(error instanceof BrokerAway)) throw error;
      return undefined;
    });
    this.#supervision = this.#supervise(counts);
    await this.#settled.promise;
  }

  pause(): void {
    this.#gate.close();
  }

  resume(): void {
    this.#gate.open();
  }

  healthy(): boolean {
    const member = this.#member;
    if (
      this.#stopping.signal.aborted ||
      member?.assigned === undefined ||
      performance.now() - member.lastSign > this.#sessionTimeout + 5_000
    )
      return false;
    return (
      member.assigned.every((partition) => this.#partitions.has(partition)) &&
      this.#partitions.all.every(
        ({ handedAt }) => handedAt === undefined || performance.now() - handedAt < TOO_LONG_IN_HAND,
      )
    );
  }

  silentFor(): number {
    const member = this.#member;
    return member?.assigned === undefined ? Infinity : performance.now() - member.lastSign;
  }

  blocked(): readonly BlockedPartition[] {
    return this.#partitions.all.flatMap(({ options: { topic, partition }, rejected }) =>
      rejected === undefined ? [] : [{ topic, partition, since: rejected.since, why: rejected.error.message }],
    );
  }

  oldest(): readonly UnhandledRecord[] {
    return this.#partitions.all.flatMap(({ options: { topic, partition }, oldest: at }) =>
      at === undefined ? [] : [{ topic, partition, at }],
    );
  }

  skipped(): readonly SkippedRecords[] {
    return this.#skipped;
  }

  roomFreed(): void {
    for (const pump of this.#partitions.all) pump.roomFreed();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const pumps = this.#partitions.all;
    this.#partitions.revokeAll();
    await within(STOP_IN_HAND, this.#partitions.idle());
    await within(STOP_BROKER / 2, this.#member?.commit(pumps));
    await this.#member?.leave(STOP_BROKER / 2);
    await within(STOP_BROKER / 2, this.#supervision);
  }

  async #supervise(known: ReadonlyMap<string, number> | undefined): Promise<void> {
    const { signal } = this.#stopping;
    let counts = known;
    let told: string | undefined;
    for (let failures = 0; !signal.aborted; failures += 1) {
      const began = performance.now();
      const reason = await this.#live(counts);
      counts = undefined;
      this.#settled.resolve();
      if (signal.aborted) return;
      if (performance.now() - began > 60_000) failures = 0;
      const wait = Math.min(500 * 2 ** failures, 3_000);
      this.logger[reason === told ? 'debug' : 'warn'](
        { group: this.subscription.group, reason, wait },
        'the consumer is replaced',
      );
      told = reason;
      await pause(wait, signal);
    }
  }

  /** One member's life; resolves with why it ended. */
  async #live(known: ReadonlyMap<string, number> | undefined): Promise<string> {
    try {
      const counts = known ?? (await this.#counts());
      return await this.#run([...counts.values()].reduce((sum, count) => sum + count, 0));
    } catch (error) {
      return (error as Error).message;
    }
  }

  async #run(partitionCount: number): Promise<string> {
    const { group, topics } = this.subscription;
    const { logger, faults } = this;
    const settings = { ...this.settings, sessionTimeout: this.#sessionTimeout };
    const onSessionRefused = () => void (this.#sessionTimeout = PERMITTED_SESSION);
    const onSkipped = (skipped: SkippedRecords) => this.#onSkipped(skipped);
    const member = new Member(
      this.consumers,
      { group, topics, partitionCount, settings, logger, faults, onSessionRefused, onSkipped },
      this.#partitions,
    );
    this.#member = member;
    const ended = new AbortController();
    try {
      void member.start();
      void member.joined.then(() => this.#settled.resolve());
      return await Promise.race([member.lost, this.#watch(member, ended.signal)]);
    } finally {
      ended.abort();
      // A stop ends the member itself.
      if (!this.#stopping.signal.aborted) await this.#end(member);
    }
  }

  /** The member is out of the group, or can do nothing in it any more, before another joins. */
  async #end(member: Member): Promise<void> {
    this.#member = undefined;
    try {
      await within(STOP_BROKER, member.commit());
    } finally {
      this.#partitions.revokeAll();
      await member.leave(STOP_BROKER);
    }
  }

  #onSkipped(skipped: SkippedRecords): void {
    const { topic, partition, from, to } = skipped;
    countSkipped(Number(to - from), skipped);
    this.logger.error(
      { group: this.subscription.group, topic, partition, from: String(from), to: String(to) },
      'records were deleted before they were read: what they asked for or told is lost here',
    );
    this.#skipped.push(skipped);
    this.#skipped.splice(0, this.#skipped.length - SKIPS);
  }

  /** Commits in step, looks now and then; resolves when the member is of no use. */
  async #watch(member: Member, ended: AbortSignal): Promise<string> {
    const { commitEvery, replaceAfter } = this.settings;
    const watch = new Watch(member, this.#partitions, this.inquiry, replaceAfter, this.logger);
    for (let looked = performance.now(); ; ) {
      await pause(commitEvery, ended);
      if (ended.aborted) return 'it ended';
      await member.commit();
      if (performance.now() - looked < replaceAfter / 4) continue;
      const verdict = await watch.verdict();
      if (verdict !== undefined) return verdict;
      looked = performance.now();
    }
  }

  /** Throws `BrokerAway` while a topic is missing. */
  async #counts(): Promise<ReadonlyMap<string, number>> {
    const counts = await this.inquiry.partitionCounts();
    const missing = this.subscription.topics.filter((topic) => !counts.has(topic));
    if (missing.length > 0)
      throw new BrokerAway(`the broker has no topic ${missing.join(', ')} yet: create it with ensureTopics`);
    return counts;
  }
}
