import type { Message } from '../../message/message.js';
import type { SagaOutcome } from '../outcome.js';
import type { Outage } from './stand-still.js';

/** What can happen to an instance. */
export type Incoming =
  | { readonly kind: 'start' }
  /** A message that carries the instance's id as its correlation id. */
  | { readonly kind: 'reply'; readonly message: Message }
  /** `outages`: times without the broker, which do not count. */
  | ({ readonly kind: 'deadline'; readonly outages?: readonly Outage[] } & AskRef)
  | { readonly kind: 'cancel'; readonly detail?: string }
  | ({ readonly kind: 'operator' } & OperatorAct);

/** One ask of one step. */
export interface AskRef {
  readonly step: string;
  readonly asking: 'do' | 'undo';
  readonly ask: number;
}

/** What a person does about a saga. It stands in the history with who did it and why. */
export type OperatorAct = {
  readonly actor: string;
  readonly reason: string;
} /** Asks the step, or its undo, once more now; a deadline that runs begins anew. */ & (
  | { readonly act: 'retry'; readonly step: string }
  /**
   * Takes this as the answer of the step, or of its undo, e.g. because a person has seen to it elsewhere. `type`: of a
   * message that may answer it.
   */
  | { readonly act: 'skip'; readonly step: string; readonly type: string; readonly data: unknown }
  /**
   * Turns the saga round before its point of no return; of one that is stuck at an undo, gives that undo up for now and
   * undoes the rest.
   */
  | { readonly act: 'compensate' }
  /** Passes on the customer's wish. */
  | { readonly act: 'cancel' }
  /**
   * Moves when an unanswered ask falls due; never, without `to`. The participant's own deadline stays as it was told.
   */
  | { readonly act: 'move-deadline'; readonly step: string; readonly to?: Date }
  /**
   * Ends a saga that needs an operator: nothing more is asked of anybody, and it is told as if it had come to this end
   * by itself. `reason` says who saw to it.
   */
  | { readonly act: 'resolve'; readonly outcome: SagaOutcome }
);

/**
 * The act of an operator over the instance as they saw it, at this revision; without a step it is about the one that
 * waits.
 */
export type OperatorOrder = OperatorWish & { readonly expectedVersion: number };
export type OperatorWish = Stepless<OperatorAct>;
type Stepless<Act> = Act extends { readonly step: string }
  ? Omit<Act, 'step'> & { readonly step?: string | undefined }
  : Act;

/** One line of an instance's history: what happened, to which ask of which step. */
export interface HistoryEntry {
  readonly kind: HistoryKind;
  readonly step?: string;
  readonly ask?: number;
  /** Of the message that was sent or came. */
  readonly messageType?: string;
  readonly detail?: string;
  /** Who did it, as they say; of what an operator did. */
  readonly actor?: string;
}

export type HistoryKind =
  | 'started'
  | 'asked'
  | 'answered'
  | 'refused'
  | 'deadline-missed'
  | 'cancel-asked'
  | 'cancel-refused'
  | 'undo-asked'
  | 'undone'
  | 'undo-refused'
  | 'ignored'
  | 'completed'
  | 'rolled-back'
  | 'needs-operator'
  | 'resumed'
  | 'failed'
  | 'retry-asked'
  | 'skipped'
  | 'compensate-asked'
  | 'deadline-moved'
  | 'deadline-revoked'
  | 'resolved';
