import type { OutgoingMessage } from '../message/contract.js';
import type { SagaDefinition } from '../saga/definition.js';
import type { Incoming } from '../saga/incoming.js';
import type { Instance } from '../saga/instance.js';
import { repliesOf } from '../saga/saga-handlers.js';

/** What a conversation can be told: a reply, as its contract makes it, or one of the others, as the functions below make them. */
export type Said =
  | OutgoingMessage
  | { readonly said: 'start' }
  | { readonly said: 'deadline'; readonly step: string; readonly ask?: number }
  | { readonly said: 'cancel'; readonly detail?: string }
  | { readonly said: 'ask-again'; readonly step: string };

/** An ask of the step falls due; time moves to where the unanswered one does. @default its last ask */
export const deadline = (step: string, ask?: number): Said => ({ said: 'deadline', step, ...(ask === undefined ? {} : { ask }) });

/** Somebody wants the saga to be cancelled. */
export const cancelled = (detail?: string): Said => ({ said: 'cancel', ...(detail === undefined ? {} : { detail }) });

/** An operator has the step that holds the saga up asked again. */
export const askedAgain = (step: string): Said => ({ said: 'ask-again', step });

/** The message with the tags to compare or, for a reply, to carry. @default for a reply: the step that it can answer, its last ask */
export const asked = (message: OutgoingMessage, tags: { readonly step?: string; readonly ask?: number; readonly deadline?: Date }): OutgoingMessage => ({ ...message, saga: tags });

/** What the saga is told, and when. */
export function incomingOf(said: Said, definition: SagaDefinition, instance: Instance, now: Date): { incoming: Incoming; now: Date } {
  if ('out' in said) return { incoming: { kind: 'reply', message: replyOf(said, definition, instance, now) }, now };
  switch (said.said) {
    case 'start': return { incoming: { kind: 'start' }, now };
    case 'cancel': return { incoming: { kind: 'cancel', ...(said.detail === undefined ? {} : { detail: said.detail }) }, now };
    case 'ask-again': return { incoming: { kind: 'operator', act: 'ask-again', step: said.step, actor: 'somebody' }, now };
    case 'deadline': return deadlineOf(said, instance, now);
    default: return said satisfies never;
  }
}

function deadlineOf({ step, ask }: { step: string; ask?: number }, { steps }: Instance, now: Date): { incoming: Incoming; now: Date } {
  const state = steps[step];
  const asking = state?.at === 'undoing' || state?.at === 'undone' || state?.at === 'undo-refused' ? 'undo' : 'do';
  const last = state !== undefined && 'asks' in state ? state.asks : 1;
  const due = state !== undefined && 'due' in state && state.due !== undefined ? new Date(state.due) : now;
  return { incoming: { kind: 'deadline', step, asking, ask: ask ?? last }, now: due };
}

function replyOf({ contract, data, saga }: OutgoingMessage, definition: SagaDefinition, instance: Instance, now: Date) {
  const step = saga?.step ?? definition.steps.find((each) => repliesOf(each).some(({ type }) => type === contract.type))?.name;
  const state = step === undefined ? undefined : instance.steps[step];
  const ask = saga?.ask ?? (state !== undefined && 'asks' in state ? state.asks : 1);
  const id = `${contract.type} to ${step}, ask ${ask}`;
  return {
    id, inboxId: id, type: contract.type, version: contract.version, source: `/${contract.owner}`, time: now, key: instance.businessKey, data,
    correlationId: instance.id, ask, trace: {}, ...(step === undefined ? {} : { step }),
  };
}
