import type { WireRecord } from '../message/message.js';

/** A record, and the outbox entry that it is of. */
export interface EntryPart {
  readonly id: string;
  readonly record: WireRecord;
}

/** A topic that is not there, and what waits for it. */
export interface WithheldTopic {
  readonly topic: string;
  readonly messages: number;
  /** Since when it has been found to be missing by this process, without a pause. */
  readonly since: Date;
}

export interface WithheldTopics {
  readonly topics: readonly WithheldTopic[];
  readonly full: boolean;
}

/**
 * Records whose topics are not there, in the order in which they are to be sent; an entry is at the broker when none of
 * its records waits here.
 */
export class Withheld {
  readonly #byTopic = new Map<string, EntryPart[]>();
  readonly #since = new Map<string, Date>();
  readonly #parts = new Map<string, number>();

  get topics(): readonly string[] {
    return [...this.#byTopic.keys()];
  }

  /** How many messages wait for each topic, and since when. */
  get missing(): readonly WithheldTopic[] {
    return [...this.#byTopic].map(([topic, parts]) => ({
      topic,
      messages: parts.length,
      since: this.#since.get(topic)!,
    }));
  }

  waits(topic: string): boolean {
    return this.#byTopic.has(topic);
  }

  isComplete(id: string): boolean {
    return !this.#parts.has(id);
  }

  /** Behind all that waits for its topic. */
  keep(part: EntryPart): void {
    const { topic } = part.record;
    if (!this.#since.has(topic)) this.#since.set(topic, new Date());
    this.#byTopic.set(topic, [...(this.#byTopic.get(topic) ?? []), part]);
    this.#parts.set(part.id, (this.#parts.get(part.id) ?? 0) + 1);
  }

  of(topic: string): readonly EntryPart[] {
    return this.#byTopic.get(topic) ?? [];
  }

  /** The first so many of a topic need wait no longer. Returns the entries of which nothing waits any more. */
  release(topic: string, count: number): string[] {
    const parts = this.of(topic);
    if (parts.length <= count) for (const kept of [this.#byTopic, this.#since]) kept.delete(topic);
    else this.#byTopic.set(topic, parts.slice(count));
    return parts.slice(0, count).flatMap(({ id }) => (this.#without(id) ? [id] : []));
  }

  #without(id: string): boolean {
    const left = this.#parts.get(id)! - 1;
    if (left > 0) this.#parts.set(id, left);
    else this.#parts.delete(id);
    return left === 0;
  }
}
