import type { OutgoingMessage } from '../../message/contract.js';
import type { Ask, CompensatableStep, Repetition, Step } from '../definition.js';
import type { Instance } from './instance.js';
import { standStill } from './stand-still.js';
import { note, stateOf, withStep, type Turn } from './turn.js';

const LONGEST_WAIT = 600_000;

/** Milliseconds to wait for an answer to this ask before asking again. */
export const waitAfter = ({ askAgainAfter }: Repetition, ask: number): number =>
  Math.min(askAgainAfter * 2 ** (ask - 1), Math.max(LONGEST_WAIT, askAgainAfter));

/** Asks a step to be done, for the first time or again. */
export function askToDo(turn: Turn, instance: Instance, step: Step<never>): Instance {
  const state = stateOf(instance, step);
  const ask = (state?.at === 'asked' ? state.asks : 0) + 1;
  const due = Math.round(turn.now.getTime() + (step.kind === 'compensatable' ? step.within : waitAfter(step, ask)));
  // Only what can be refused carries its deadline: after the pivot, and for what people are reminded of, there is no
  // "too late".
  const deadline = step.kind === 'compensatable' && step.asks === 1 ? { deadline: told(turn, due) } : {};
  const command = send(turn, instance, step.ask, { step: step.name, ask, ...deadline }, 'do');
  note(turn, { kind: 'asked', step: step.name, ask, messageType: command.contract.type });
  return withStep(instance, step, { at: 'asked', asks: ask, due });
}

/**
 * The saga waits so long, once it has found that the broker was away just now: whoever it asks works off what has
 * gathered.
 */
const told = ({ now, outages }: Turn, due: number): Date =>
  new Date(standStill({ since: now.getTime(), due }, outages).due);

/** Asks a step to be undone, for the first time or again. */
export function askToUndo(turn: Turn, instance: Instance, step: CompensatableStep<never>, detail?: string): Instance {
  const state = stateOf(instance, step);
  const ask =
    (state !== undefined && 'asks' in state && state.at !== 'asked' && state.at !== 'done' ? state.asks : 0) + 1;
  const answered = state !== undefined && 'answered' in state ? state.answered : state?.at === 'done';
  const due = Math.round(turn.now.getTime() + waitAfter(step.undo, ask));
  const command = send(turn, instance, step.undo.ask, { step: step.name, ask }, 'undo');
  note(turn, {
    kind: 'undo-asked',
    step: step.name,
    ask,
    messageType: command.contract.type,
    ...(detail === undefined ? {} : { detail }),
  });
  return withStep(instance, step, { at: 'undoing', asks: ask, due, answered });
}

interface Tags {
  readonly step: string;
  readonly ask: number;
  readonly deadline?: Date;
}

function send(turn: Turn, instance: Instance, ask: Ask<never>, tags: Tags, asking: 'do' | 'undo'): OutgoingMessage {
  const command = ask(instance.data as never, {
    sagaId: instance.id,
    businessKey: instance.businessKey,
    now: turn.now,
    ...tags,
  });
  turn.outgoing.push({
    ...command,
    saga: { correlationId: instance.id, ...tags },
    name: `${instance.id}/${tags.step}/${asking}/${tags.ask}`,
  });
  return command;
}
