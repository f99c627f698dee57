import type { SagaDefinition } from '../definition.js';
import type { Instance } from './instance.js';
import { rollBack } from './roll-back.js';
import { note, stateOf, type Turn } from './turn.js';

/** `accepted`: it is or will be rolled back. `refused`: the point of no return is passed. */
export type CancelAnswer = 'accepted' | 'refused' | 'already-cancelled';

/** What a wish to cancel is answered, before it is acted on. */
export function answerToCancel(definition: SagaDefinition, { phase, ...instance }: Instance): CancelAnswer {
  switch (phase.status) {
    case 'running':
      return definition.steps.some((step) => step.kind === 'pivot' && instance.steps[step.name] !== undefined)
        ? 'refused'
        : 'accepted';
    case 'compensating':
      return phase.told ? 'already-cancelled' : 'accepted';
    case 'completed':
      return 'refused';
    case 'resolved':
      return phase.outcome === 'rolled-back' ? 'already-cancelled' : 'refused';
    case 'rolled-back':
      return 'already-cancelled';
    case 'needs-operator':
      return answerToCancel(definition, { ...instance, phase: phase.before });
    default:
      return phase satisfies never;
  }
}

/** Rolls back a saga that has not reached its point of no return; a wish that comes too late is recorded. */
export function cancel(turn: Turn, instance: Instance, detail?: string): Instance {
  const answer = answerToCancel(turn.definition, instance);
  const why = detail === undefined ? {} : { detail };
  if (answer === 'refused') {
    note(turn, { kind: 'cancel-refused', ...why });
    return { ...instance, cancelWished: true };
  }
  note(turn, { kind: 'cancel-asked', ...why });
  if (instance.phase.status !== 'running') return instance;
  const asked = turn.definition.steps.findLast((step) => stateOf(instance, step) !== undefined);
  return rollBack(turn, instance, { kind: 'cancelled', step: asked?.name ?? '', ...why });
}
