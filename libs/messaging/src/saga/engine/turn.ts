import type { OutgoingMessage } from '../../message/contract.js';
import type { SagaDefinition, Step } from '../definition.js';
import type { HistoryEntry } from './incoming.js';
import type { Outage } from './stand-still.js';
import { asksOf, type Instance, type Phase, type StepState } from './instance.js';

/** One advance in the making: what it sends and notes gathers here and dies with it. */
export interface Turn {
  readonly definition: SagaDefinition;
  readonly now: Date;
  /** Times without the broker that are known by now. */
  readonly outages: readonly Outage[];
  readonly outgoing: OutgoingMessage[];
  readonly history: HistoryEntry[];
}

export function note(turn: Turn, entry: HistoryEntry): void {
  turn.history.push(entry);
}

/** Sends what is about the instance as a whole, e.g. that it completed. */
export function tell(turn: Turn, instance: Instance, message: OutgoingMessage): void {
  turn.outgoing.push({
    ...message,
    saga: { correlationId: instance.id },
    name: `${instance.id}/${message.contract.type}`,
  });
}

/** Keeps on record how often the step was asked. */
export const withStep = (instance: Instance, step: Step<never>, state: StepState): Instance => ({
  ...instance,
  steps: { ...instance.steps, [step.name]: counted(state, instance.steps[step.name]) },
});

function counted(state: StepState, before: StepState | undefined): StepState {
  if (state.at === 'asked' || state.at === 'done') return state;
  const asked = asksOf(before, 'do');
  return Number.isFinite(asked) ? { ...state, asked } : state;
}

export const withPhase = (instance: Instance, phase: Phase): Instance => ({ ...instance, phase });

export const stateOf = (instance: Instance, step: Step<never>): StepState | undefined => instance.steps[step.name];

export const stepNamed = (definition: SagaDefinition, name: string | undefined): Step<never> | undefined =>
  definition.steps.find((step) => step.name === name);
