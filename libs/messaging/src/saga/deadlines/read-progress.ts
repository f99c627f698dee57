/** By topic, the offset after the last record of each partition. */
export type Ends = ReadonlyMap<string, readonly bigint[]>;

/** How far the service has read what others have sent it: an answer on its way must not be taken for silence. */
export interface ReadProgress {
  /** Where the topics end at this moment. Rejects with `BrokerAway`. */
  ends(): Promise<Ends>;
  /** Whether the effects of everything before these ends are committed, by whichever instance of the service. Rejects with `BrokerAway`. */
  passed(ends: Ends): Promise<boolean>;
}

export interface Offsets {
  endOffsets(topics: readonly string[]): Promise<Ends>;
  /** Up to where the group is done; the start of the log where it never committed. */
  committed(group: string, topics: readonly string[]): Promise<Ends>;
}

/** Progress by the offsets that the service's consumer group has committed. */
export const progressOf = (offsets: Offsets, group: string, topics: readonly string[]): ReadProgress => ({
  ends: async () => (topics.length === 0 ? new Map() : await offsets.endOffsets(topics)),
  passed: async (ends) => {
    const open = [...ends].filter(([, partitions]) => partitions.some((end) => end > 0n));
    if (open.length === 0) return true;
    const committed = await offsets.committed(
      group,
      open.map(([topic]) => topic),
    );
    return open.every(([topic, partitions]) =>
      partitions.every((end, partition) => end === 0n || (committed.get(topic)?.[partition] ?? -1n) >= end),
    );
  },
});
