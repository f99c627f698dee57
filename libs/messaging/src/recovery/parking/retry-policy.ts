import type { RetryDeclaration, RetryPolicy } from '../../handler/retries.js';
import { MessagingError, UnknownVersion, WrongDeclaration } from '../../errors.js';
import { milliseconds } from '../../runtime/duration.js';

export const defaultRetryPolicy: RetryPolicy = {
  delaysMs: [1_000, 5_000, 15_000, 60_000, 300_000],
  jitter: 0.2,
  afterDeath: 'go-on',
};

/** A declaration as a policy. Throws `WrongDeclaration`. */
export function policyFrom({ waits, tries, until, ...rest }: RetryDeclaration): RetryPolicy {
  const listed = waits?.map((wait) => milliseconds(wait, 'a wait between tries')) ?? defaultRetryPolicy.delaysMs;
  const count = (tries ?? listed.length + 1) - 1;
  if (!Number.isInteger(count) || count < 0)
    throw new WrongDeclaration(`${tries} tries were declared: one is the least`);
  if (count > 0 && listed.length === 0) throw new WrongDeclaration(`${tries} tries need a wait between them`);
  const policy = { ...defaultRetryPolicy, ...rest };
  const delaysMs = Array.from({ length: count }, (_, n) => listed[n] ?? listed.at(-1)!);
  return {
    ...policy,
    delaysMs:
      until === undefined
        ? delaysMs
        : within(delaysMs, milliseconds(until, 'the time for all tries') / (1 + policy.jitter)),
  };
}

function within(delaysMs: readonly number[], limitMs: number): number[] {
  let sum = 0;
  return delaysMs.filter((delay) => (sum += delay) <= limitMs);
}

/**
 * Milliseconds to wait after `failedTries`; `undefined` when no retry is left. `random` gives 0 to 1, like
 * `Math.random`.
 */
export function delayAfter(failedTries: number, policy: RetryPolicy, random: () => number): number | undefined {
  const delay = policy.delaysMs[failedTries - 1];
  return delay === undefined ? undefined : delay * (1 + policy.jitter * (2 * random() - 1));
}

export const isHopeless = (error: Error): boolean => error instanceof MessagingError && error.retry === 'never';

/** What it failed at is no fault of the message: it waits, and no try is counted. */
export const isWaiting = (error: Error): boolean => error instanceof MessagingError && error.retry === 'outage';

/**
 * Milliseconds to the next look at a message that waits: a process that knows an unknown version looks when it starts.
 */
export const waitFor = (error: Error): number => (error instanceof UnknownVersion ? 30_000 : 5_000);

/** The wait after the failure on arrival; what no retry helps is judged at once. */
export const firstDelay = (failure: Error, policy: RetryPolicy, random: () => number): number => {
  if (isWaiting(failure)) return waitFor(failure);
  return isHopeless(failure) ? 0 : (delayAfter(1, policy, random) ?? 0);
};
