/** By topic, the offset after the last record of each partition. */
export type Ends = ReadonlyMap<string, readonly bigint[]>;

export interface OffsetReader {
  endOffsets(topics: readonly string[]): Promise<Ends>;
  /** Up to where the group is done; the start of the log where it never committed. */
  committed(group: string, topics: readonly string[]): Promise<Ends>;
  /** Where a key's records go in a topic of so many partitions. */
  partitionOf(key: string, partitions: number): number;
}

/** How far the service has read what others have sent it: an answer on its way must not be taken for silence. */
export interface ReadProgress {
  /** Asks the broker once, about all partitions. `asOf`: a time that has passed. Rejects with `BrokerAway`. */
  look(asOf: Date): Promise<void>;
  /**
   * Whether the effects of all that was sent under the key up to this time are committed, by whichever instance of the
   * service.
   */
  isRead(key: string, upTo: Date): boolean;
  /** The partitions that hold deadlines up, as `topic/partition`, and since when, by the monotonic clock. */
  readonly behind: ReadonlyMap<string, number>;
}

/** Partitions that every topic had when it was made: none has lost any since. */
const AT_FIRST = 6;

/** What is known of one partition. */
interface Seen {
  /** All that was there at this time is done, in milliseconds since 1970. */
  readUpTo: number;
  /** Where it ended at a later time, up to which it is not known to be done. */
  open?: { readonly asOf: number; readonly end: bigint; readonly since: number };
}

/**
 * Progress by the offsets that the service's consumer group has committed. Each partition counts for the keys that go
 * there alone.
 */
export class OffsetProgress implements ReadProgress {
  readonly #seen = new Map<string, readonly Seen[]>();

  constructor(
    private readonly offsets: OffsetReader,
    private readonly group: string,
    private readonly topics: readonly string[],
  ) {}

  async look(asOf: Date): Promise<void> {
    if (this.topics.length === 0) return;
    const ends = await this.offsets.endOffsets(this.topics);
    for (const [topic, partitions] of ends) this.#ended(topic, partitions, asOf.getTime());
    const committed = await this.offsets.committed(this.group, this.topics);
    for (const [topic, seen] of this.#seen)
      for (const [partition, each] of seen.entries()) settle(each, committed.get(topic)?.[partition] ?? -1n);
  }

  isRead(key: string, upTo: Date): boolean {
    return this.topics.every((topic) => {
      const seen = this.#seen.get(topic);
      return seen !== undefined && this.#placesOf(key, seen.length).every((at) => seen[at]!.readUpTo >= upTo.getTime());
    });
  }

  get behind(): ReadonlyMap<string, number> {
    return new Map(
      [...this.#seen].flatMap(([topic, seen]) =>
        seen.flatMap(({ open }, partition) =>
          open === undefined ? [] : [[`${topic}/${partition}`, open.since] as const],
        ),
      ),
    );
  }

  /** The former end is kept until it is reached: with traffic, the newest one never is. */
  #ended(topic: string, ends: readonly bigint[], asOf: number): void {
    const before = this.#seen.get(topic) ?? [];
    this.#seen.set(
      topic,
      ends.map((end, partition) => {
        const known = before[partition] ?? { readUpTo: -Infinity };
        // A log that is shorter than it was is another one.
        const open =
          known.open === undefined || known.open.end > end ? { asOf, end, since: performance.now() } : known.open;
        return { readUpTo: known.readUpTo, open };
      }),
    );
  }

  /** Where its records are, and where they may be that were sent before the topic had so many partitions. */
  #placesOf(key: string, partitions: number): readonly number[] {
    const places = new Set<number>();
    for (let count = Math.min(AT_FIRST, partitions); count <= partitions; count += 1)
      places.add(this.offsets.partitionOf(key, count));
    return [...places];
  }
}

function settle(seen: Seen, committed: bigint): void {
  const { open } = seen;
  if (open === undefined || (open.end > 0n && committed < open.end)) return;
  seen.readUpTo = open.asOf;
  delete seen.open;
}
