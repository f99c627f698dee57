import type { Subscription, SubscriptionOptions } from '../message/broker.js';
import type { ReceivedRecord } from '../message/message.js';

/** As many as one fetch may give to `onRecords` at once. */
const CHUNK = 200;

interface Cursor {
  readonly topic: string;
  readonly partition: number;
  readonly log: readonly ReceivedRecord[];
  /** Next record that nobody is done with. */
  committed: number;
  /** Whose records of it are in hand, or are to be offered again later. Each offer is another: what an earlier one comes to counts for nothing. */
  offer: { readonly member: MemorySubscription } | undefined;
}

/** One consumer group: each partition belongs to one of its members, and has at most one chunk in hand. */
export class MemoryGroup {
  readonly #cursors = new Map<string, Cursor>();
  #members: MemorySubscription[] = [];

  /** `later`: when rejected records are offered again. `isOpen`: whether anything is offered at all. */
  constructor(
    private readonly later: (work: () => void) => void,
    private readonly isOpen: () => boolean,
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
    if (!this.#cursors.has(name)) this.#cursors.set(name, { topic, partition, log, committed: 0, offer: undefined });
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

  #ownerOf({ topic, partition }: Cursor): MemorySubscription | undefined {
    const members = this.#members.filter((member) => member.subscription.topics.includes(topic));
    return members[partition % members.length];
  }

  async #offer(cursor: Cursor, member: MemorySubscription): Promise<void> {
    const chunk = cursor.log.slice(cursor.committed, cursor.committed + CHUNK);
    const offer = (cursor.offer = { member });
    const done = await member.handle(chunk);
    if (cursor.offer !== offer) return;
    if (done) cursor.committed += chunk.length;
    const release = (): void => {
      if (cursor.offer === offer) cursor.offer = undefined;
      this.wake();
    };
    if (done) release();
    else this.later(release);
  }
}

export class MemorySubscription implements Subscription {
  readonly #inHand = new Set<Promise<boolean>>();
  #paused = false;
  #stopped = false;

  constructor(
    readonly subscription: SubscriptionOptions,
    private readonly group: MemoryGroup,
  ) {}

  get takes(): boolean {
    return !this.#paused && !this.#stopped;
  }

  /** Whether the records were done. */
  async handle(records: readonly ReceivedRecord[]): Promise<boolean> {
    const handled = this.subscription.onRecords(records).then(
      () => true,
      () => false,
    );
    this.#inHand.add(handled);
    const done = await handled;
    this.#inHand.delete(handled);
    return done;
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

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#inHand);
    this.group.leave(this);
    this.group.wake();
  }
}
