import { askToDo, askToUndo, waitAfter } from './ask.js';
import type { CompensatableStep, PivotStep, RetriableStep, Step } from '../definition.js';
import type { Incoming } from './incoming.js';
import type { Instance, StepState } from './instance.js';
import { needsOperator } from './operator.js';
import { rollBack } from './roll-back.js';
import { standStill } from './stand-still.js';
import { note, stateOf, stepNamed, withStep, type Turn } from './turn.js';

type Waiting = Extract<StepState, { due?: number }>;

/**
 * An ask was not answered in time. Nothing happens when it was, or when the step has been asked again since; time
 * without the broker does not count, and moves the deadline.
 */
export function missed(
  turn: Turn,
  instance: Instance,
  { step: name, asking, ask, outages = [] }: Extract<Incoming, { kind: 'deadline' }>,
): Instance {
  const step = stepNamed(turn.definition, name);
  const state = step && stateOf(instance, step);
  if (step === undefined || state === undefined || instance.phase.status === 'resolved') return instance;
  if (!('due' in state) || state.due === undefined || state.asks !== ask) return instance;
  if ((asking === 'undo') !== (state.at === 'undoing')) return instance;
  const { since = state.due - waitOf(step, state), due: until } = { ...state, due: state.due };
  const { since: counted, due } = standStill({ since, due: until }, outages);
  if (due > turn.now.getTime()) {
    note(turn, {
      kind: 'deadline-moved',
      step: name,
      detail: `to ${new Date(due).toISOString()}: the broker was away`,
    });
    return withStep(instance, step, { ...state, since: counted, due });
  }
  note(turn, { kind: 'deadline-missed', step: name, ask, ...(asking === 'undo' ? { detail: 'of its undo' } : {}) });
  if (state.at === 'undoing') return undoMissed(turn, instance, step as CompensatableStep<never>, state);
  if (step.kind === 'compensatable')
    return state.at === 'asked' && ask < step.asks
      ? askToDo(turn, instance, step)
      : rollBack(turn, instance, { kind: 'deadline', step: name });
  return forwardMissed(turn, instance, step, state);
}

/** Milliseconds that the step is given to answer this ask. */
function waitOf(step: Step<never>, { at, asks }: Waiting): number {
  if (step.kind !== 'compensatable') return waitAfter(step, asks);
  return at === 'undoing' ? waitAfter(step.undo, asks) : step.within;
}

function forwardMissed(
  turn: Turn,
  instance: Instance,
  step: PivotStep<never> | RetriableStep<never>,
  { asks }: Extract<StepState, { at: 'asked' }>,
): Instance {
  if (asks < step.asks) return askToDo(turn, instance, step);
  const spent = withStep(instance, step, { at: 'asked', asks });
  return needsOperator(turn, spent, { step: step.name, asking: 'do', because: 'unanswered', asks });
}

function undoMissed(
  turn: Turn,
  instance: Instance,
  step: CompensatableStep<never>,
  { asks, answered }: Extract<StepState, { at: 'undoing' }>,
): Instance {
  if (asks < step.undo.asks) return askToUndo(turn, instance, step);
  const spent = withStep(instance, step, { at: 'undoing', asks, answered });
  return needsOperator(turn, spent, { step: step.name, asking: 'undo', because: 'unanswered', asks });
}
