/**
 * How far an operation is; what has been redriven and has failed counts from its start, or
 * from when it was last resumed.
 */
export interface Progress {
  readonly redriven: number;
  readonly failed: number;
  /** Redriven, and neither handled nor failed again yet. */
  readonly pending: number;
  readonly waiting: number;
}

export interface Pace {
  /** Redrives a second once the ramp is behind. */
  readonly perSecond: number;
  /** Failures at which it halts. */
  readonly haltAfter: number;
}

export type RedriveStep =
  | { readonly kind: 'redrive'; readonly count: number }
  | { readonly kind: 'wait' }
  | { readonly kind: 'halt'; readonly failed: number }
  | { readonly kind: 'done' };

/** The first alone, then five, then the rest: each stage begins when all of the one before have been handled. */
const STAGES = [1, 6];
/** Seconds of redrives that may be pending at once: more would only queue up where it cannot be halted. */
const AHEAD = 5;

/** What to do in this second. */
export function nextStep(
  { redriven, failed, pending, waiting }: Progress,
  { perSecond, haltAfter }: Pace,
): RedriveStep {
  if (failed >= haltAfter) return { kind: 'halt', failed };
  if (waiting === 0) return pending === 0 ? { kind: 'done' } : { kind: 'wait' };
  const stageEnd = STAGES.find((end) => redriven < end);
  const isAtStageStart = redriven === 0 || STAGES.includes(redriven);
  if (isAtStageStart && pending > 0) return { kind: 'wait' };
  const room = Math.min(
    perSecond,
    perSecond * AHEAD - pending,
    waiting,
    stageEnd === undefined ? waiting : stageEnd - redriven,
  );
  return room > 0 ? { kind: 'redrive', count: room } : { kind: 'wait' };
}
