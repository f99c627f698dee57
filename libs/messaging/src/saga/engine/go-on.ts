import { askToDo } from './ask.js';
import type { Instance } from './instance.js';
import { note, stateOf, tell, withPhase, type Turn } from './turn.js';

/** Asks the first step that was never asked; without one the saga is completed. */
export function goOn(turn: Turn, instance: Instance): Instance {
  const step = turn.definition.steps.find((each) => stateOf(instance, each) === undefined);
  if (step !== undefined) return askToDo(turn, instance, step);
  const message = turn.definition.completed(instance.data as never);
  tell(turn, instance, message);
  note(turn, { kind: 'completed', messageType: message.contract.type });
  return withPhase(instance, { status: 'completed' });
}
