import type { Message } from '../message/message.js';

/** What can happen to an instance. */
export type Incoming =
  | { readonly kind: 'start' }
  /** A message that carries the instance's id as its correlation id. */
  | { readonly kind: 'reply'; readonly message: Message }
  | ({ readonly kind: 'deadline' } & AskRef)
  | { readonly kind: 'cancel'; readonly detail?: string }
  | ({ readonly kind: 'operator' } & OperatorAct);

/** One ask of one step. */
export interface AskRef {
  readonly step: string;
  readonly asking: 'do' | 'undo';
  readonly ask: number;
}

/** What a person can do about a saga that needs an operator. */
export interface OperatorAct {
  /** `ask-again`: asks the step that holds the saga up once more, and as often again as it would have been asked. */
  readonly act: 'ask-again';
  readonly step: string;
  readonly actor: string;
}

/** One line of an instance's history: what happened, to which ask of which step. */
export interface HistoryEntry {
  readonly kind: HistoryKind;
  readonly step?: string;
  readonly ask?: number;
  /** Of the message that was sent or came. */
  readonly messageType?: string;
  readonly detail?: string;
}

export type HistoryKind =
  | 'started' | 'asked' | 'answered' | 'refused' | 'deadline-missed' | 'cancel-asked' | 'cancel-refused'
  | 'undo-asked' | 'undone' | 'undo-refused' | 'ignored' | 'completed' | 'rolled-back' | 'needs-operator' | 'resumed' | 'failed';
