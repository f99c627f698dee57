/** How the calls to one party do, as one process sees it. */
export interface PartyStatus {
  readonly party: string;
  /** Not settled: those of this process in the table as last counted, or in memory. */
  readonly open: number;
  /** In memory, for a place or their next attempt. */
  readonly waiting: number;
  readonly inFlight: number;
  /** When the oldest open one was asked for, as last counted; absent when there was none. */
  readonly oldestOpenAt: Date | undefined;
  /** `open`: no calls are made, but for a probe. */
  readonly breaker: 'open' | 'closed';
  /** Of this process; absent before the first answer. */
  readonly lastAnsweredAt: Date | undefined;
}
