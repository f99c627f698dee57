import type { WireRecord } from '../message/message.js';

/** A record, and the outbox entry that it is of. */
export interface Part {
  readonly id: string;
  readonly record: WireRecord;
}

/** Records whose topics are not there, in the order in which they are to be sent; an entry is at the broker when none of its records waits here. */
export class Withheld {
  readonly #byTopic = new Map<string, Part[]>();
  readonly #parts = new Map<string, number>();

  get topics(): readonly string[] {
    return [...this.#byTopic.keys()];
  }

  /** Messages that wait, by topic. */
  get counts(): ReadonlyMap<string, number> {
    return new Map([...this.#byTopic].map(([topic, parts]) => [topic, parts.length]));
  }

  waits(topic: string): boolean {
    return this.#byTopic.has(topic);
  }

  isComplete(id: string): boolean {
    return !this.#parts.has(id);
  }

  /** Behind all that waits for its topic. */
  keep(part: Part): void {
    const { topic } = part.record;
    this.#byTopic.set(topic, [...(this.#byTopic.get(topic) ?? []), part]);
    this.#parts.set(part.id, (this.#parts.get(part.id) ?? 0) + 1);
  }

  of(topic: string): readonly Part[] {
    return this.#byTopic.get(topic) ?? [];
  }

  /** The first so many of a topic need wait no longer. Returns the entries of which nothing waits any more. */
  release(topic: string, count: number): string[] {
    const parts = this.of(topic);
    if (parts.length <= count) this.#byTopic.delete(topic);
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
