/** Milliseconds without the broker that are an outage: less is a rebalance, or a broker that is started again. */
export const OUTAGE_MS = 10_000;

/** What gathered in an outage needs as long again to be worked off, but no longer than this. */
export const LONGEST_CATCH_UP_MS = 600_000;

/**
 * Days after its end for which an outage counts, and the longest that a command is believed
 * to have waited for one to end.
 */
export const OUTAGE_TOLD_DAYS = 7;

/** How long after its end an outage goes on to count as one; both in milliseconds. */
export const catchUpAfter = (outage: number): number => Math.min(outage, LONGEST_CATCH_UP_MS);

/**
 * The deadline of a command that could not leave for a while, as the saga reckons it too: neither that time nor as long
 * again, in which what gathered is worked off, counts; a week at most, whatever its times say. `time`: when it was
 * written; `sentAt`: when the broker got it.
 */
export function deadlineOf(deadline: Date, { time, sentAt }: { readonly time: Date; readonly sentAt: Date }): Date {
  const unsent = Math.min(sentAt.getTime() - time.getTime(), OUTAGE_TOLD_DAYS * 86_400_000);
  return unsent > OUTAGE_MS ? new Date(deadline.getTime() + unsent + catchUpAfter(unsent)) : deadline;
}
