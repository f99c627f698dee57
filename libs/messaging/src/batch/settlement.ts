import { Overloaded, RequestRepeated } from '../errors.js';
import type { Outcome, WorkUnit } from '../handler/work-unit.js';
import { pause } from '../runtime/pause.js';
import { DecisionFailed } from './decision-failed.js';
import { failureKindOf, triedOf, verdictOn, type FailureKind } from './verdict.js';

/** How long to wait for rows of somebody else's: briefly, once it is known that one of them is held. */
export type Patience = 'full' | 'brief';

/** What the units of a batch are run with. */
export interface Attempts {
  /** One transaction. Never rejects. */
  attempt(
    units: readonly WorkUnit[],
    failed: ReadonlyMap<WorkUnit, Error>,
    patience: Patience,
  ): Promise<ReadonlyMap<WorkUnit, Outcome> | DecisionFailed | Error>;
  /** How a unit has ended; what it did is committed, or never will be. */
  tell(unit: WorkUnit, outcome: Outcome): void;
  /** An outage goes on: what to tell a request now, if anything. */
  inOutage(error: Error, units: readonly WorkUnit[]): (request: WorkUnit) => Error | undefined;
  readonly stopping: AbortSignal;
}

/** Halvings of one batch in search of what needs a held row: enough to find one among its messages. */
const LOCKED_HALVINGS = 12;
/** Milliseconds between tries in an outage. */
const LONGEST_WAIT = 1_000;

/**
 * Runs units until each has ended, and tells of each when its own transaction has: neither another's failure nor an
 * outage that comes later is any business of who has been committed. Rejects only when it stops in an outage, with what
 * is left untold.
 */
export const settle = (attempts: Attempts, units: readonly WorkUnit[], rowsAreHeld = false): Promise<void> =>
  settleGroup(attempts, units, { halvings: LOCKED_HALVINGS }, rowsAreHeld ? 'locked' : undefined);

/**
 * Where many rows are held, finding each would hold all others: a group is taken out as it is when this much is spent.
 */
interface Budget {
  halvings: number;
}

async function settleGroup(
  attempts: Attempts,
  units: readonly WorkUnit[],
  budget: Budget,
  after: FailureKind | undefined,
): Promise<void> {
  const failed = new Map(units.flatMap((unit) => (unit.broken === undefined ? [] : [[unit, unit.broken] as const])));
  let last: FailureKind | undefined = after;
  let times = after === undefined ? 0 : Number.POSITIVE_INFINITY;
  for (let left = units; ; ) {
    left = withoutRefused(attempts, left, failed);
    if (left.length === 0) return;
    const result = await attempts.attempt(left, failed, last === 'locked' ? 'brief' : 'full');
    if (result instanceof Map) return left.forEach((unit) => attempts.tell(unit, endOf(unit, result.get(unit)!)));
    const thrown = result as DecisionFailed | Error;
    const failure = failureKindOf(thrown);
    times = failure === last ? times + 1 : 1;
    last = failure;
    const verdict = verdictOn(failure, triedOf(left, failed), times);
    if (verdict === 'halve' && mayHalve(failure, budget)) {
      const half = Math.ceil(left.length / 2);
      // A half does not have to find out again that it is more than bad luck.
      await settleGroup(attempts, left.slice(0, half), budget, failure);
      return settleGroup(attempts, left.slice(half), budget, failure);
    }
    if (verdict === 'again') await pause(5 * times, attempts.stopping);
    else if (verdict === 'wait') await waitOut(attempts, thrown as Error, times, left, failed);
    else takeOut(thrown, left, failed);
  }
}

const mayHalve = (failure: FailureKind, budget: Budget): boolean => failure !== 'locked' || (budget.halvings -= 1) >= 0;

/** Whoever is at fault, else all that are left: one, or a group that it has become too dear to search. */
function takeOut(thrown: DecisionFailed | Error, left: readonly WorkUnit[], failed: Map<WorkUnit, Error>): void {
  if (thrown instanceof DecisionFailed) failed.set(thrown.unit, thrown.error);
  else for (const unit of left) failed.set(unit, failed.get(unit) ?? thrown);
}

/** A request that fails leaves nothing to record: its caller is told, and the rest is run without it. */
function withoutRefused(
  attempts: Attempts,
  units: readonly WorkUnit[],
  failed: Map<WorkUnit, Error>,
): readonly WorkUnit[] {
  const refused = units.filter((unit) => unit.source.name === 'request' && failed.has(unit));
  for (const unit of refused) attempts.tell(unit, { kind: 'failed', error: failed.get(unit)! });
  return refused.length === 0 ? units : units.filter((unit) => !refused.includes(unit));
}

/**
 * Burns no tries. Requests are told at once, since their callers can try again, but not while they are in doubt; the
 * rest keeps its place.
 */
async function waitOut(
  attempts: Attempts,
  error: Error,
  times: number,
  units: readonly WorkUnit[],
  failed: Map<WorkUnit, Error>,
): Promise<void> {
  const told = attempts.inOutage(error, units);
  if (attempts.stopping.aborted)
    throw new Overloaded(`the service is stopping in an outage: ${error.message}`, { cause: error });
  for (const unit of units) {
    const verdict = unit.source.name === 'request' ? told(unit) : undefined;
    if (verdict !== undefined) failed.set(unit, verdict);
  }
  await pause(Math.min(100 * 2 ** Math.min(times, 4), LONGEST_WAIT), attempts.stopping);
}

/** The reply to a request that was handled before is not kept. */
const endOf = (unit: WorkUnit, outcome: Outcome): Outcome =>
  unit.source.name === 'request' && outcome.kind === 'skipped'
    ? { kind: 'failed', error: new RequestRepeated(`a request of the id ${unit.message.id} was handled before`) }
    : outcome;
