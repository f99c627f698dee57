import { askToDo, askToUndo } from './ask.js';
import type { OperatorAct } from './incoming.js';
import type { Instance, Phase, StepState } from './instance.js';
import { resume } from './operator.js';
import { answersIn, givesUpUndo, refusalOf } from './saga-refusal.js';
import { replied } from './replied.js';
import { replyByHand } from './reply-by-hand.js';
import { resolve } from './resolve.js';
import { rollBack, undoNext } from './roll-back.js';
import { note, stateOf, stepNamed, withPhase, withStep, type Turn } from './turn.js';

type Act<Name extends OperatorAct['act']> = Extract<OperatorAct, { act: Name }>;
type NeedsOperator = Extract<Phase, { status: 'needs-operator' }>;

/** Does what a person has decided. What `refusalOf` speaks against changes nothing. */
export function operate(turn: Turn, instance: Instance, act: OperatorAct): Instance {
  const refusal = refusalOf(turn.definition, instance, act);
  if (refusal !== undefined) {
    note(turn, { kind: 'ignored', actor: act.actor, detail: refusal });
    return instance;
  }
  switch (act.act) {
    case 'retry':
      return retry(turn, instance, act);
    case 'skip':
      return skip(turn, instance, act);
    case 'compensate':
      return givesUpUndo(instance) ? undoTheRest(turn, instance, act) : turnRound(turn, instance, act);
    case 'cancel':
      return turnRound(turn, instance, act);
    case 'move-deadline':
      return moveDeadline(turn, instance, act);
    case 'resolve':
      return resolve(turn, instance, act);
    default:
      return act satisfies never;
  }
}

function retry(turn: Turn, instance: Instance, { step: name, ...by }: Act<'retry'>): Instance {
  const step = stepNamed(turn.definition, name)!;
  note(turn, { kind: 'retry-asked', step: name, ...said(by) });
  const resumed = resume(turn, instance, name);
  return step.kind === 'compensatable' && stateOf(instance, step)!.at !== 'asked'
    ? askToUndo(turn, resumed, step)
    : askToDo(turn, resumed, step);
}

function skip(turn: Turn, instance: Instance, { step: name, type, data, ...by }: Act<'skip'>): Instance {
  const step = stepNamed(turn.definition, name)!;
  const state = stateOf(instance, step) as Extract<StepState, { asks: number }>;
  const contract = answersIn(step, state).find((each) => each.type === type)!;
  note(turn, { kind: 'skipped', step: name, messageType: type, ...said(by) });
  // An undo that was refused or given up is awaited no more; this answer is.
  const awaited =
    state.at === 'undo-refused' || state.at === 'given-up'
      ? withStep(instance, step, { at: 'undoing', asks: state.asks, answered: true })
      : instance;
  const reply = replyByHand(instance, step, contract, contract.schema.parse(data));
  return replied(turn, awaited, { ...reply, time: turn.now });
}

function turnRound(turn: Turn, instance: Instance, { act, ...by }: Act<'cancel' | 'compensate'>): Instance {
  note(turn, { kind: act === 'cancel' ? 'cancel-asked' : 'compensate-asked', ...said(by) });
  const asked = turn.definition.steps.findLast((step) => stateOf(instance, step) !== undefined);
  return rollBack(turn, instance, {
    kind: 'cancelled',
    step: asked?.name ?? '',
    detail: by.reason,
    ...(act === 'cancel' ? {} : { by: 'operator' }),
  });
}

function undoTheRest(turn: Turn, instance: Instance, by: Act<'compensate'>): Instance {
  const { stuck, before } = instance.phase as NeedsOperator;
  note(turn, { kind: 'compensate-asked', step: stuck.step, ...said(by) });
  const givenUp = withStep(instance, stepNamed(turn.definition, stuck.step)!, {
    at: 'given-up',
    asks: stuck.asks,
    because: stuck.because,
  });
  return undoNext(turn, withPhase(givenUp, before));
}

function moveDeadline(turn: Turn, instance: Instance, { step: name, to, ...by }: Act<'move-deadline'>): Instance {
  const step = stepNamed(turn.definition, name)!;
  const { due: _, since: __, ...state } = stateOf(instance, step) as Extract<StepState, { at: 'asked' | 'undoing' }>;
  note(turn, {
    kind: to === undefined ? 'deadline-revoked' : 'deadline-moved',
    step: name,
    ...said(by),
    ...(to === undefined ? {} : { detail: `to ${to.toISOString()}: ${by.reason}` }),
  });
  return withStep(instance, step, {
    ...state,
    ...(to === undefined ? {} : { due: to.getTime(), since: turn.now.getTime() }),
  });
}

const said = ({ actor, reason }: { actor: string; reason: string }) => ({ actor, detail: reason });
