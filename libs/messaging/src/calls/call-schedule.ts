import type { OpenCall } from './open-call.js';

/** Milliseconds after the first failed attempt, the second, …; the last goes on. */
const DELAYS_MS = [200, 500, 1_000, 2_000, 5_000, 10_000];
const JITTER = 0.2;

/** Milliseconds to wait after `tries` failed attempts. `random` gives 0 to 1. */
export function retryDelay(tries: number, random: () => number): number {
  const delay = DELAYS_MS[Math.min(tries, DELAYS_MS.length) - 1]!;
  return delay * (1 + JITTER * (2 * random() - 1));
}

/**
 * When to try again, in the same clock as `now`: by the schedule, but not later than the deadline, which is there for
 * one last look-up.
 */
export function nextAttempt(call: OpenCall, now: number, random: () => number): number {
  const due = now + retryDelay(call.tries, random);
  const deadline = call.pending.deadline?.getTime() ?? Infinity;
  return Math.min(due, Math.max(deadline, now));
}

export const isPastDeadline = ({ pending }: OpenCall, now: number): boolean =>
  pending.deadline !== undefined && now >= pending.deadline.getTime();
