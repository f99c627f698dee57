import type { OutgoingMessage } from '../message/contract.js';
import type { SagaDefinition } from '../saga/definition.js';
import type { Incoming, OperatorAct } from '../saga/engine/incoming.js';
import { meaningOf } from '../saga/engine/doubt.js';
import { asksOf, type Instance } from '../saga/engine/instance.js';
import { repliesOf } from '../saga/store/saga-handlers.js';

/**
 * What a conversation can be told: a reply, as its contract makes it, or one of the others, as the functions below make
 * them.
 */
export type Said =
  | OutgoingMessage
  | { readonly said: 'start' }
  | { readonly said: 'deadline'; readonly step: string; readonly ask?: number }
  | { readonly said: 'cancel'; readonly detail?: string }
  | { readonly said: 'act'; readonly act: Deed };

type Deed = OperatorAct extends infer Act ? (Act extends OperatorAct ? Omit<Act, 'actor' | 'reason'> : never) : never;

/** An ask of the step falls due; time moves to where the unanswered one does. @default its last ask */
export const deadline = (step: string, ask?: number): Said => ({
  said: 'deadline',
  step,
  ...(ask === undefined ? {} : { ask }),
});

/** Somebody wants the saga to be cancelled. */
export const cancelled = (detail?: string): Said => ({ said: 'cancel', ...(detail === undefined ? {} : { detail }) });

/** An operator does this. */
export const operator = (act: Deed): Said => ({ said: 'act', act });

/** An operator has the step asked again. */
export const askedAgain = (step: string): Said => operator({ act: 'retry', step });

/** An operator takes this message for the answer of a step. */
export const answeredByHand = (step: string, { contract, data }: OutgoingMessage): Said =>
  operator({ act: 'skip', step, type: contract.type, data });

/**
 * The message with the tags to compare or, for a reply, to carry.
 * @default for a reply: the step that it can answer, its last ask
 */
export const asked = (
  message: OutgoingMessage,
  tags: { readonly step?: string; readonly ask?: number; readonly deadline?: Date },
): OutgoingMessage => ({ ...message, saga: tags });

/** What the saga is told, and when. */
export function incomingOf(
  said: Said,
  definition: SagaDefinition,
  instance: Instance,
  now: Date,
): { incoming: Incoming; now: Date } {
  if ('out' in said) return { incoming: { kind: 'reply', message: replyOf(said, definition, instance, now) }, now };
  switch (said.said) {
    case 'start':
      return { incoming: { kind: 'start' }, now };
    case 'cancel':
      return { incoming: { kind: 'cancel', ...(said.detail === undefined ? {} : { detail: said.detail }) }, now };
    case 'act':
      return { incoming: { kind: 'operator', ...said.act, actor: 'somebody', reason: 'seen to it' }, now };
    case 'deadline':
      return deadlineOf(said, instance, now);
    default:
      return said satisfies never;
  }
}

function deadlineOf(
  { step, ask }: { step: string; ask?: number },
  { steps }: Instance,
  now: Date,
): { incoming: Incoming; now: Date } {
  const state = steps[step];
  const asking = state !== undefined && state.at.startsWith('und') ? 'undo' : 'do';
  const last = state !== undefined && 'asks' in state ? state.asks : 1;
  const due = state !== undefined && 'due' in state && state.due !== undefined ? new Date(state.due) : now;
  return { incoming: { kind: 'deadline', step, asking, ask: ask ?? last }, now: due };
}

function replyOf({ contract, data, saga }: OutgoingMessage, definition: SagaDefinition, instance: Instance, now: Date) {
  const step =
    saga?.step ?? definition.steps.find((each) => repliesOf(each).some(({ type }) => type === contract.type))?.name;
  const declared = definition.steps.find(({ name }) => name === step);
  const meaning = declared && meaningOf(declared, contract.type);
  const asked = asksOf(instance.steps[step ?? ''], meaning === 'done' || meaning === 'cannot' ? 'undo' : 'do');
  const ask = saga?.ask ?? Math.max(1, Number.isFinite(asked) ? asked : 1);
  const id = `${contract.type} to ${step}, ask ${ask}`;
  return {
    id,
    inboxId: id,
    type: contract.type,
    version: contract.version,
    source: `/${contract.owner}`,
    time: now,
    key: String((data as Record<string, unknown>)[contract.key]),
    data,
    correlationId: instance.id,
    ask,
    trace: {},
    ...(step === undefined ? {} : { step }),
  };
}
