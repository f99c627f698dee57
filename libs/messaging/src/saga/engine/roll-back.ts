import { askToUndo } from './ask.js';
import type { CompensatableStep, Step } from '../definition.js';
import type { Instance, Phase, StepState } from './instance.js';
import type { Reason } from '../outcome.js';
import { needsOperator } from './operator.js';
import { note, stateOf, tell, withPhase, type Turn } from './turn.js';

/** Turns the saga round: what was asked is undone, the silent step included, one after the other in reverse. */
export const rollBack = (turn: Turn, instance: Instance, reason: Reason): Instance =>
  undoNext(turn, withPhase(instance, { status: 'compensating', reason, told: false }));

/** Asks for the next undo once none is under way; when all are confirmed the saga is rolled back. */
export function undoNext(turn: Turn, instance: Instance): Instance {
  const { steps } = turn.definition;
  if (steps.some((step) => stateOf(instance, step)?.at === 'undoing')) return instance;
  const step = steps.findLast((each): each is CompensatableStep<never> => mayHaveHappened(instance, each));
  if (step !== undefined) return askToUndo(turn, instance, step);
  const owed = steps.findLast((each) => stateOf(instance, each)?.at === 'given-up');
  return owed === undefined
    ? rolledBack(turn, instance, instance.phase as Compensating)
    : stillOwes(turn, instance, owed);
}

/** All the rest is undone: what an operator gave up for now holds the saga up again. */
function stillOwes(turn: Turn, instance: Instance, step: Step<never>): Instance {
  const { asks, because } = stateOf(instance, step) as Extract<StepState, { at: 'given-up' }>;
  return needsOperator(turn, instance, { step: step.name, asking: 'undo', because, asks });
}

type Compensating = Extract<Phase, { status: 'compensating' }>;

function mayHaveHappened(instance: Instance, step: Step<never>): step is CompensatableStep<never> {
  const at = stateOf(instance, step)?.at;
  return step.kind === 'compensatable' && (at === 'asked' || at === 'done');
}

function rolledBack(turn: Turn, instance: Instance, { reason, told }: Compensating): Instance {
  const message = turn.definition.rolledBack(instance.data as never, reason, 'confirmed');
  if (!told) tell(turn, instance, message);
  note(turn, { kind: 'rolled-back', messageType: message.contract.type, ...(told ? { detail: 'told before' } : {}) });
  return withPhase(instance, { status: 'rolled-back', reason });
}
