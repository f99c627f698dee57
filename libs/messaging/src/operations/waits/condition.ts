/** What waits now: one for each party, partition, cause, or whatever else sets waits of one condition apart. */
export interface Found {
  /** What sets it apart; empty where there is only one. */
  readonly of: string;
  /** Messages, calls, instances, whatever the condition counts; at most `COUNTED` of them are. */
  readonly count: number;
  /** Since when the oldest has waited. */
  readonly since: Date;
  /** What is known about the oldest: an error, a reason. */
  readonly why: string | null;
}

/** More are not counted: the age tells how bad it is. */
export const COUNTED = 1_000;

/** Waits of one condition that are told apart; the oldest are. */
export const APART = 50;

/** A way to wait, and what is done when the oldest has waited too long. */
export interface Condition {
  /** Stable: gauges and alerts have it as a label. */
  readonly name: string;
  /** What it means that something waits so, in one sentence. */
  readonly text: (found: Found) => string;
  /** Seconds; what has waited longer is over its bound. 0: it waits for a person from the start. */
  readonly bound: number;
  /** The command that shows it, or mends it. */
  readonly next: (of: string) => string;
  /** Where it can be looked at, below the service's address. */
  readonly look: (of: string) => string;
  /** Over its bound it is the service's own trouble: it takes no traffic. */
  readonly unready: boolean;
  /**
   * Of all instances together, from tables; without it each instance tells its own. Gives
   * `of`, `count`, `since` and `why`.
   */
  readonly sql?: string;
}
