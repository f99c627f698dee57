import { MessagingError } from '../errors.js';

/** How often and how long a failing message is tried again before it is a dead letter. */
export interface RetryPolicy {
  /** Milliseconds to wait after the first failed try, the second, … One more failure than there are entries, and the message is dead. */
  readonly delaysMs: readonly number[];
  /** Each wait is longer or shorter by up to this share, so that what failed together is not tried together. */
  readonly jitter: number;
  /** What happens to the messages behind one that died. */
  readonly afterDeath: 'go-on' | 'hold';
}

/** By message type, so that handlers can differ. */
export type RetryPolicies = (type: string) => RetryPolicy;

export const defaultRetryPolicy: RetryPolicy = { delaysMs: [1_000, 5_000, 15_000, 60_000, 300_000], jitter: 0.2, afterDeath: 'go-on' };

/** The wait after so many failed tries; `undefined` when they are spent. `random` gives 0 to 1, like `Math.random`. */
export function delayAfter(failedTries: number, policy: RetryPolicy, random: () => number): number | undefined {
  const delay = policy.delaysMs[failedTries - 1];
  return delay === undefined ? undefined : delay * (1 + policy.jitter * (2 * random() - 1));
}

export const isHopeless = (error: Error): boolean => error instanceof MessagingError && error.retry === 'never';

/** The wait after the failure on arrival; what no retry helps is judged at once. */
export const firstDelay = (failure: Error, policy: RetryPolicy, random: () => number): number => (isHopeless(failure) ? 0 : (delayAfter(1, policy, random) ?? 0));
