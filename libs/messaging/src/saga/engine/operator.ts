import type { Instance, Phase } from './instance.js';
import type { Stuck } from '../outcome.js';
import { note, tell, withPhase, type Turn } from './turn.js';

/** Stops, loudly: only an answer that comes after all, or a person, moves it on. */
export function needsOperator(turn: Turn, instance: Instance, stuck: Stuck): Instance {
  const { needsOperator: toTell } = turn.definition;
  const message = toTell?.(instance.data as never, stuck);
  if (message !== undefined) tell(turn, instance, message);
  note(turn, {
    kind: 'needs-operator',
    step: stuck.step,
    ask: stuck.asks,
    detail: sayStuck(stuck),
    ...(message === undefined ? {} : { messageType: message.contract.type }),
  });
  return withPhase(instance, { status: 'needs-operator', stuck, before: instance.phase as Moving });
}

/** The missing answer came after all: the saga moves on, unless it is another step that holds it up. */
export function resume(turn: Turn, instance: Instance, step: string): Instance {
  const { phase } = instance;
  if (phase.status !== 'needs-operator' || phase.stuck.step !== step) return instance;
  note(turn, { kind: 'resumed', step });
  return withPhase(instance, phase.before);
}

type Moving = Extract<Phase, { status: 'needs-operator' }>['before'];

const sayStuck = ({ asking, because, asks }: Stuck): string =>
  because === 'refused'
    ? 'its undo was refused'
    : `${asking === 'undo' ? 'its undo' : 'it'} was asked ${asks} times without an answer`;
