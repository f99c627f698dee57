import type { Message } from '../../message/message.js';
import type { SagaDefinition, Step } from '../definition.js';
import { asksOf, type Instance } from './instance.js';
import { stepNamed } from './turn.js';

/**
 * Why a reply is not one to this saga, in a sentence; nothing when it may be. It is when it names what the saga is
 * about, and a step and an ask that the saga has asked, and says nothing that the saga knows to be otherwise.
 */
export function doubtOf(definition: SagaDefinition, instance: Instance, message: Message): string | undefined {
  const { businessKey, steps } = instance;
  const { type, key, ask } = message;
  if (key !== businessKey) return `it is about ${key}, the saga about ${businessKey}`;
  const step = stepNamed(definition, message.step);
  if (step === undefined) return `the saga has no step ${message.step ?? 'without a name'}`;
  const meaning = meaningOf(step, type);
  if (meaning === undefined) return `it answers nothing that step ${step.name} asks`;
  if (ask === undefined) return 'it does not say which ask it answers';
  const asked = asksOf(steps[step.name], meaning === 'yes' || meaning === 'no' ? 'do' : 'undo');
  if (ask > asked)
    return `ask ${ask} of ${meaning === 'yes' || meaning === 'no' ? '' : 'the undo of '}step ${step.name} was never asked`;
  return definition.mismatch(instance.data as never, message);
}

export type Meaning = 'yes' | 'no' | 'done' | 'cannot';

/** What a message of this type says to a step; nothing when it is none of its answers. */
export function meaningOf(step: Step<never>, type: string): Meaning | undefined {
  if (type === step.yes.type) return 'yes';
  if (step.kind === 'retriable') return undefined;
  if (type === step.no.type) return 'no';
  if (step.kind === 'pivot') return undefined;
  if (type === step.undo.done.type) return 'done';
  return type === step.undo.cannot?.type ? 'cannot' : undefined;
}
