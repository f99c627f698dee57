import { MessagingError, WrongDeclaration } from '../../errors.js';
import { milliseconds, type Duration } from '../../runtime/duration.js';

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

/** What a handler may say about its retries; what it leaves out is as by default. */
export interface RetryDeclaration {
  /** After each failed try. @default 1, 5, 15, 60 and 300 s */
  readonly waits?: readonly Duration[];
  /** In all, the first one included; the last of the waits is repeated, or the list cut, to fit. What holds its sequence is parked first, so it has two at least. @default one more than there are waits */
  readonly tries?: number;
  /** No try is begun for which all waits together are longer, e.g. than the deadline of the step that asks. @default no limit */
  readonly until?: Duration;
  /** @default 0.2 */
  readonly jitter?: number;
  /** @default go-on */
  readonly afterDeath?: RetryPolicy['afterDeath'];
}

/** A declaration as a policy. Throws `WrongDeclaration`. */
export function policyFrom({ waits, tries, until, ...rest }: RetryDeclaration): RetryPolicy {
  const listed = waits?.map((wait) => milliseconds(wait, 'a wait between tries')) ?? defaultRetryPolicy.delaysMs;
  const count = (tries ?? listed.length + 1) - 1;
  if (!Number.isInteger(count) || count < 0) throw new WrongDeclaration(`${tries} tries were declared: one is the least`);
  if (count > 0 && listed.length === 0) throw new WrongDeclaration(`${tries} tries need a wait between them`);
  const policy = { ...defaultRetryPolicy, ...rest };
  const delaysMs = Array.from({ length: count }, (_, n) => listed[n] ?? listed.at(-1)!);
  return { ...policy, delaysMs: until === undefined ? delaysMs : within(delaysMs, milliseconds(until, 'the time for all tries') / (1 + policy.jitter)) };
}

function within(delaysMs: readonly number[], limitMs: number): number[] {
  let sum = 0;
  return delaysMs.filter((delay) => (sum += delay) <= limitMs);
}

/** The wait after so many failed tries; `undefined` when they are spent. `random` gives 0 to 1, like `Math.random`. */
export function delayAfter(failedTries: number, policy: RetryPolicy, random: () => number): number | undefined {
  const delay = policy.delaysMs[failedTries - 1];
  return delay === undefined ? undefined : delay * (1 + policy.jitter * (2 * random() - 1));
}

export const isHopeless = (error: Error): boolean => error instanceof MessagingError && error.retry === 'never';

/** The wait after the failure on arrival; what no retry helps is judged at once. */
export const firstDelay = (failure: Error, policy: RetryPolicy, random: () => number): number => (isHopeless(failure) ? 0 : (delayAfter(1, policy, random) ?? 0));
