import type { Duration } from '../runtime/duration.js';

/** How often and how long a failing message is tried again before it is a dead letter. */
export interface RetryPolicy {
  /**
   * Milliseconds to wait after the first failed try, the second, … One more failure than there are
   * entries, and the message is dead.
   */
  readonly delaysMs: readonly number[];
  /** Each wait is longer or shorter by up to this share, so that what failed together is not tried together. */
  readonly jitter: number;
  /** What happens to the messages behind one that died. */
  readonly afterDeath: 'go-on' | 'hold';
}

/** By message type, so that handlers can differ. */
export type RetryPolicies = (type: string) => RetryPolicy;

/** What a handler may say about its retries; what it leaves out is as by default. */
export interface RetryDeclaration {
  /** After each failed try. @default 1, 5, 15, 60 and 300 s */
  readonly waits?: readonly Duration[];
  /**
   * In all, the first one included; the last of the waits is repeated, or the list cut, to fit. What holds its sequence
   * is parked first, so it has two at least. @default one more than there are waits
   */
  readonly tries?: number;
  /**
   * No try is begun for which all waits together are longer, e.g. than the deadline of the
   * step that asks. @default no limit
   */
  readonly until?: Duration;
  /** @default 0.2 */
  readonly jitter?: number;
  /** @default go-on */
  readonly afterDeath?: RetryPolicy['afterDeath'];
}
