import type { AnyContract } from '../../message/contract.js';
import { answerToCancel } from './cancel.js';
import type { SagaDefinition, Step } from '../definition.js';
import type { OperatorAct } from './incoming.js';
import type { Instance, StepState } from './instance.js';
import { doubtOf } from './doubt.js';
import { replyByHand } from './reply-by-hand.js';
import { refusedResolution } from './resolve.js';
import { stepNamed } from './turn.js';

type AboutStep = Extract<OperatorAct, { step: string }>;

/** Why an operator's act cannot be done as the saga stands, in a sentence; nothing when it can. */
export function refusalOf(definition: SagaDefinition, instance: Instance, act: OperatorAct): string | undefined {
  switch (act.act) {
    case 'cancel':
      return refusedTurn(definition, instance);
    case 'compensate':
      return givesUpUndo(instance) ? undefined : refusedTurn(definition, instance);
    case 'resolve':
      return refusedResolution(definition, instance, act);
    case 'retry':
    case 'skip':
    case 'move-deadline':
      return refusedForStep(definition, instance, act);
    default:
      return act satisfies never;
  }
}

/** Whether the saga is stuck at an undo, which can be given up for now. */
export const givesUpUndo = ({ phase }: Instance): boolean =>
  phase.status === 'needs-operator' && phase.before.status === 'compensating';

function refusedTurn(definition: SagaDefinition, instance: Instance): string | undefined {
  if (answerToCancel(definition, instance) === 'refused')
    return 'the point of no return is passed; where nothing was done after all, give the no of its step as the answer';
  return instance.phase.status === 'running' ? undefined : `it is ${instance.phase.status} already`;
}

function refusedForStep(definition: SagaDefinition, instance: Instance, act: AboutStep): string | undefined {
  const { phase, steps } = instance;
  const step = stepNamed(definition, act.step);
  if (step === undefined)
    return `there is no step ${act.step}; its steps are ${definition.steps.map(({ name }) => name).join(', ')}`;
  const state = steps[step.name];
  if (phase.status === 'resolved' || state === undefined || !isOpen(state))
    return `step ${act.step} waits for no answer`;
  if (phase.status === 'needs-operator' && phase.stuck.step !== step.name)
    return `step ${phase.stuck.step} holds the saga up, not ${step.name}`;
  if (act.act === 'skip') return refusedReply(definition, instance, step, state, act);
  return act.act === 'move-deadline' && (phase.status === 'needs-operator' || !mayFallDue(state))
    ? `nobody is asked for step ${act.step} now: retry it`
    : undefined;
}

function refusedReply(
  definition: SagaDefinition,
  instance: Instance,
  step: Step<never>,
  state: StepState,
  { type, data }: Extract<OperatorAct, { act: 'skip' }>,
): string | undefined {
  const possible = answersIn(step, state);
  const contract = possible.find((each) => each.type === type);
  if (contract === undefined)
    return `${type} does not answer step ${step.name} now; ${possible.map((each) => each.type).join(' or ')} does`;
  const { success, error } = contract.schema.safeParse(data);
  if (!success)
    return `the data is none of ${type}: ${error.issues.map(({ path, message }) => `${path.join('.') || 'data'}: ${message}`).join('; ')}`;
  return doubtOf(definition, instance, replyByHand(instance, step, contract, data));
}

const isOpen = ({ at }: StepState): boolean =>
  at === 'asked' || at === 'undoing' || at === 'undo-refused' || at === 'given-up';
const mayFallDue = ({ at }: StepState): boolean => at === 'asked' || at === 'undoing';

/** Message types that a step can be answered with where it is now. */
export function answersIn(step: Step<never>, { at }: StepState): AnyContract[] {
  if (at === 'asked') return step.kind === 'retriable' ? [step.yes] : [step.yes, step.no];
  return step.kind === 'compensatable' && at !== 'done' && at !== 'refused' && at !== 'undone' ? [step.undo.done] : [];
}
