import { CommitInDoubt, MessagingError, RowLocked, TransactionLost, UnknownVersion } from '../errors.js';
import type { WorkUnit } from '../handler/work-unit.js';
import { DecisionFailed } from './decision-failed.js';

/** What a try at a batch failed with. */
export type FailureKind =
  /** Of one unit, which is known. */
  | 'decision'
  /** PostgreSQL ended the transaction; another run need not meet it again. */
  | 'lost'
  /** Somebody holds a row. */
  | 'locked'
  /** Whether it was committed is not known; another run finds it out. */
  | 'in-doubt'
  /** The world around is broken. */
  | 'away'
  /** Of nobody in particular. */
  | 'unattributed';

/**
 * What was tried: `known` is a single unit that is known to fail, so that only what becomes of it was to be recorded.
 */
export type TriedUnits = 'many' | 'one' | 'known';

/**
 * `take-out`: the unit fails alone, the rest is run again. `again`: after a breath, the same. `halve`: each half in a
 * transaction of its own. `wait`: it is an outage, and everything waits for its end.
 */
export type Verdict = 'take-out' | 'again' | 'halve' | 'wait';

/** Runs in a row that end the same way until it is taken for more than bad luck. */
const PATIENCE: Readonly<Record<FailureKind, number>> = {
  decision: 0,
  lost: 4,
  locked: 2,
  'in-doubt': 4,
  away: 0,
  unattributed: 0,
};

const VERDICTS: Readonly<Record<FailureKind, Readonly<Record<TriedUnits, Verdict>>>> = {
  decision: { many: 'take-out', one: 'take-out', known: 'take-out' },
  lost: { many: 'halve', one: 'take-out', known: 'wait' },
  locked: { many: 'halve', one: 'take-out', known: 'wait' },
  'in-doubt': { many: 'wait', one: 'wait', known: 'wait' },
  away: { many: 'wait', one: 'wait', known: 'wait' },
  unattributed: { many: 'halve', one: 'take-out', known: 'wait' },
};

/** `times`: runs in a row that failed so, this one included. */
export const verdictOn = (failure: FailureKind, tried: TriedUnits, times: number): Verdict =>
  times < PATIENCE[failure] ? 'again' : VERDICTS[failure][tried];

export function failureKindOf(thrown: DecisionFailed | Error): FailureKind {
  if (thrown instanceof DecisionFailed) return 'decision';
  if (thrown instanceof RowLocked) return 'locked';
  if (thrown instanceof TransactionLost) return 'lost';
  if (thrown instanceof CommitInDoubt) return 'in-doubt';
  const away = thrown instanceof MessagingError && thrown.retry === 'outage' && !(thrown instanceof UnknownVersion);
  return away ? 'away' : 'unattributed';
}

export function triedOf(units: readonly WorkUnit[], failed: ReadonlyMap<WorkUnit, Error>): TriedUnits {
  if (units.length > 1) return 'many';
  return failed.has(units[0]!) ? 'known' : 'one';
}
