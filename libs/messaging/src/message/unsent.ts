/** Milliseconds without the broker that are an outage: less is a rebalance, or a broker that is started again. */
export const OUTAGE_MS = 10_000;

/** What gathered in an outage needs as long again to be worked off, but no longer than this. */
export const LONGEST_CATCH_UP_MS = 600_000;

/** How long after its end an outage of so many milliseconds goes on to count as one. */
export const catchUpAfter = (outage: number): number => Math.min(outage, LONGEST_CATCH_UP_MS);

/**
 * The deadline of a command that could not leave for a while, as the saga reckons it too: neither that time nor as long again, in
 * which what gathered is worked off, counts. `time`: when it was written; `sentAt`: when the broker got it.
 */
export function deadlineOf(deadline: Date, { time, sentAt }: { readonly time: Date; readonly sentAt: Date }): Date {
  const unsent = sentAt.getTime() - time.getTime();
  return unsent > OUTAGE_MS ? new Date(deadline.getTime() + unsent + catchUpAfter(unsent)) : deadline;
}
