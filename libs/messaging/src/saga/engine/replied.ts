import { MessageNotBelieved } from '../../errors.js';
import type { Message } from '../../message/message.js';
import { askToUndo } from './ask.js';
import type { CompensatableStep, Step } from '../definition.js';
import { doubtOf, meaningOf } from './doubt.js';
import { goOn } from './go-on.js';
import type { Instance } from './instance.js';
import { needsOperator, resume } from './operator.js';
import { rollBack, undoNext } from './roll-back.js';
import { note, stateOf, stepNamed, withPhase, withStep, type Turn } from './turn.js';

/**
 * A reply counts for its step whichever ask it answers, since all asks of a step are one action. What is not awaited
 * changes nothing. Throws `MessageNotBelieved` for one that cannot be an answer to what this saga asked.
 */
export function replied(turn: Turn, instance: Instance, message: Message): Instance {
  const doubt = doubtOf(turn.definition, instance, message);
  if (doubt !== undefined)
    throw new MessageNotBelieved(`${message.type} is no reply to ${instance.saga} ${instance.id}: ${doubt}`);
  if (instance.phase.status === 'resolved')
    return ignore(turn, instance, message, 'late: the saga is marked as resolved');
  const step = stepNamed(turn.definition, message.step)!;
  const meaning = meaningOf(step, message.type)!;
  switch (meaning) {
    case 'yes':
      return saidYes(turn, instance, step, message);
    case 'no':
      return saidNo(turn, instance, step, message);
    case 'done':
      return undone(turn, instance, step as CompensatableStep<never>, message);
    case 'cannot':
      return undoRefused(turn, instance, step as CompensatableStep<never>, message);
    default:
      return meaning satisfies never;
  }
}

function saidYes(turn: Turn, instance: Instance, step: Step<never>, message: Message): Instance {
  const state = stateOf(instance, step);
  if (state?.at === 'asked') {
    note(turn, { kind: 'answered', ...about(message) });
    const done = withStep(remembered(turn, instance, message), step, { at: 'done', asks: state.asks });
    return goOn(turn, resume(turn, done, step.name));
  }
  const isLate = (state?.at === 'undoing' || state?.at === 'undone') && !state.answered;
  if (!isLate || step.kind !== 'compensatable') return ignore(turn, instance, message);
  const late = withStep(instance, step, { ...state, answered: true });
  return state.at === 'undone'
    ? undoOnceMore(turn, late, step, message)
    : ignore(turn, late, message, 'late: its undo is asked');
}

/** A "yes" after the confirmed undo: the participant did it after all and is owed the undo again. */
function undoOnceMore(turn: Turn, instance: Instance, step: CompensatableStep<never>, message: Message): Instance {
  ignore(turn, instance, message, 'late: its undo was confirmed before');
  const { phase } = instance;
  const again =
    phase.status === 'rolled-back'
      ? withPhase(instance, { status: 'compensating', reason: phase.reason, told: true })
      : instance;
  return askToUndo(turn, again, step, 'owed to the late answer');
}

function saidNo(turn: Turn, instance: Instance, step: Step<never>, message: Message): Instance {
  if (stateOf(instance, step)?.at !== 'asked') return ignore(turn, instance, message);
  note(turn, { kind: 'refused', ...about(message), detail: JSON.stringify(message.data).slice(0, 500) });
  const refused = resume(turn, withStep(remembered(turn, instance, message), step, { at: 'refused' }), step.name);
  return rollBack(turn, refused, { kind: 'refused', step: step.name, messageType: message.type, data: message.data });
}

function undone(turn: Turn, instance: Instance, step: CompensatableStep<never>, message: Message): Instance {
  const state = stateOf(instance, step);
  if (state?.at !== 'undoing') return ignore(turn, instance, message);
  note(turn, { kind: 'undone', ...about(message) });
  const confirmed = withStep(remembered(turn, instance, message), step, {
    at: 'undone',
    asks: state.asks,
    answered: state.answered,
  });
  const resumed = resume(turn, confirmed, step.name);
  return resumed.phase.status === 'compensating' ? undoNext(turn, resumed) : resumed;
}

function undoRefused(turn: Turn, instance: Instance, step: CompensatableStep<never>, message: Message): Instance {
  const state = stateOf(instance, step);
  if (state?.at !== 'undoing') return ignore(turn, instance, message);
  note(turn, { kind: 'undo-refused', ...about(message), detail: JSON.stringify(message.data).slice(0, 500) });
  const refused = resume(
    turn,
    withStep(remembered(turn, instance, message), step, { at: 'undo-refused', asks: state.asks }),
    step.name,
  );
  const stuck = { step: step.name, asking: 'undo', because: 'refused', asks: state.asks } as const;
  return refused.phase.status === 'compensating' ? needsOperator(turn, refused, stuck) : refused;
}

function ignore(
  turn: Turn,
  instance: Instance,
  message: Message,
  detail = 'not awaited: a duplicate, or too late',
): Instance {
  note(turn, { kind: 'ignored', ...about(message), detail });
  return instance;
}

const remembered = (turn: Turn, instance: Instance, message: Message): Instance => ({
  ...instance,
  data: turn.definition.remember(instance.data as never, message),
});

const about = ({ step, ask, type }: Message) => ({
  messageType: type,
  ...(step === undefined ? {} : { step }),
  ...(ask === undefined ? {} : { ask }),
});
