import { SequenceFull } from '../errors.js';
import type {
  BlockedPartition,
  SkippedRecords,
  Subscription,
  SubscriptionOptions,
  UnhandledRecord,
} from '../message/broker.js';
import type { ReceivedRecord } from '../message/message.js';

/** As many as one fetch may give to `onRecords` at once. */
const CHUNK = 200;

interface Cursor {
  readonly topic: string;
  readonly partition: number;
  readonly log: readonly ReceivedRecord[];
  /** Next record that nobody is done with. */
  committed: number;
  /**
   * Whose records of it are in hand, or are to be offered again later. Each offer is another: what an earlier one comes
   * to counts for nothing.
   */
  offer: { readonly member: MemorySubscription; release?: () => void } | undefined;
  /** Why its records were not taken when they were last offered. */
  rejected: { readonly since: Date; readonly error: Error } | undefined;
}

/** One consumer group: each partition belongs to one of its members, and has at most one chunk in hand. */
export class MemoryGroup {
  readonly #cursors = new Map<string, Cursor>();
  #members: MemorySubscription[] = [];

  /** `later`: when rejected records are offered again. `isOpen`: whether anything is offered at all. */
  constructor(
    private readonly later: (work: () => void) => void,
    readonly isOpen: () => boolean,
  ) {}

  join(subscription: SubscriptionOptions): MemorySubscription {
    const member = new MemorySubscription(subscription, this);
    this.#members.push(member);
    return member;
  }

  leave(member: MemorySubscription): void {
    this.#members = this.#members.filter((each) => each !== member);
  }

  /** What the member had in hand is nobody's any more: it is offered to others, whatever becomes of it. */
  abandon(member: MemorySubscription): void {
    this.leave(member);
    for (const cursor of this.#cursors.values()) if (cursor.offer?.member === member) cursor.offer = undefined;
  }

  /** What any member has in hand is nobody's any more: it is offered again, whatever becomes of it. */
  rebalance(): void {
    for (const cursor of this.#cursors.values()) cursor.offer = undefined;
    this.#members.push(...this.#members.splice(0, 1));
  }

  /** Records from this offset on are offered again, as after the loss of an offset commit. */
  rewind(topic: string, partition: number, offset: number): void {
    const cursor = this.#cursors.get(`${topic}/${partition}`);
    if (cursor === undefined || offset >= cursor.committed) return;
    cursor.committed = offset;
    cursor.offer = undefined;
  }

  watch(topic: string, partition: number, log: readonly ReceivedRecord[]): void {
    const name = `${topic}/${partition}`;
    if (!this.#cursors.has(name))
      this.#cursors.set(name, { topic, partition, log, committed: 0, offer: undefined, rejected: undefined });
  }

  committed(topic: string): number[] {
    return [...this.#cursors.values()].filter((cursor) => cursor.topic === topic).map(({ committed }) => committed);
  }

  /** Offers whatever can be offered; all of it in this very turn, so that it can become one batch. */
  wake(): void {
    if (!this.isOpen()) return;
    for (const cursor of this.#cursors.values()) {
      // Nearly all of them, each time.
      if (cursor.offer !== undefined || cursor.committed === cursor.log.length) continue;
      const member = this.#ownerOf(cursor);
      if (member?.takes === true) void this.#offer(cursor, member);
    }
  }

  /** What a member has rejected for want of room is offered again now. */
  roomFreed(member: MemorySubscription): void {
    for (const { offer, rejected } of this.#cursors.values())
      if (offer?.member === member && rejected?.error instanceof SequenceFull) offer.release?.();
  }

  blocked(member: MemorySubscription): readonly BlockedPartition[] {
    return [...this.#cursors.values()].flatMap(({ topic, partition, offer, rejected }) =>
      rejected === undefined || offer?.member !== member
        ? []
        : [{ topic, partition, since: rejected.since, why: rejected.error.message }],
    );
  }

  oldest(member: MemorySubscription): readonly UnhandledRecord[] {
    return [...this.#cursors.values()].flatMap((cursor) => {
      const next = this.#ownerOf(cursor) === member ? cursor.log[cursor.committed] : undefined;
      return next === undefined ? [] : [{ topic: cursor.topic, partition: cursor.partition, at: next.timestamp }];
    });
  }

  #ownerOf({ topic, partition }: Cursor): MemorySubscription | undefined {
    const members = this.#members.filter((member) => member.subscription.topics.includes(topic));
    return members[partition % members.length];
  }

  async #offer(cursor: Cursor, member: MemorySubscription): Promise<void> {
    const chunk = cursor.log.slice(cursor.committed, cursor.committed + CHUNK);
    const offer: NonNullable<Cursor['offer']> = { member };
    cursor.offer = offer;
    const rejection = await member.handle(chunk);
    if (cursor.offer !== offer) return;
    cursor.rejected = rejection && { since: cursor.rejected?.since ?? new Date(), error: rejection };
    if (rejection === undefined) cursor.committed += chunk.length;
    const release = (): void => {
      if (cursor.offer === offer) cursor.offer = undefined;
      this.wake();
    };
    if (rejection === undefined) return release();
    offer.release = release;
    this.later(release);
  }
}

export class MemorySubscription implements Subscription {
  readonly #inHand = new Set<Promise<Error | undefined>>();
  #paused = false;
  #stopped = false;

  constructor(
    readonly subscription: SubscriptionOptions,
    private readonly group: MemoryGroup,
  ) {}

  get takes(): boolean {
    return !this.#paused && !this.#stopped;
  }

  /** Resolves to why the records are not done, if they are not. */
  async handle(records: readonly ReceivedRecord[]): Promise<Error | undefined> {
    const handled = this.subscription.onRecords(records).then(
      () => undefined,
      (error: Error) => error,
    );
    this.#inHand.add(handled);
    const rejection = await handled;
    this.#inHand.delete(handled);
    return rejection;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.group.wake();
  }

  healthy(): boolean {
    return !this.#stopped;
  }

  silentFor(): number {
    return this.group.isOpen() ? 0 : Infinity;
  }

  blocked(): readonly BlockedPartition[] {
    return this.group.blocked(this);
  }

  oldest(): readonly UnhandledRecord[] {
    return this.group.oldest(this);
  }

  skipped(): readonly SkippedRecords[] {
    return [];
  }

  roomFreed(): void {
    this.group.roomFreed(this);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#inHand);
    this.group.leave(this);
    this.group.wake();
  }
}
