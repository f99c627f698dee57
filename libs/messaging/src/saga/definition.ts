import type { AnyContract, OutgoingMessage, RefusalContract } from '../message/contract.js';
import type { Message } from '../message/message.js';
import type { Reason, SagaOutcome, Stuck, Undone } from './outcome.js';

/** What an ask may see besides the saga's data. */
export interface AskContext {
  readonly sagaId: string;
  readonly businessKey: string;
  readonly step: string;
  /** 1 for the first time, then counting up. */
  readonly ask: number;
  readonly now: Date;
  /** The command is answered with a no if it gets there later. */
  readonly deadline?: Date;
}

/** Turns the saga's data into a command. Deterministic: it may run again for another ask. */
export type Ask<D> = (data: D, context: AskContext) => OutgoingMessage;

/** How often, and how far apart, something unanswered is asked again. */
export interface Repetition {
  /** Milliseconds until the second ask; doubled for each further one, up to ten minutes. */
  readonly askAgainAfter: number;
  /** Asks in all before the saga waits for an operator. */
  readonly asks: number;
}

export interface Undo<D> extends Repetition {
  readonly ask: Ask<D>;
  readonly done: AnyContract;
  readonly cannot?: AnyContract;
}

/** May be refused, and can be undone until the point of no return. */
export interface CompensatableStep<D> {
  readonly kind: 'compensatable';
  readonly name: string;
  readonly ask: Ask<D>;
  readonly yes: AnyContract;
  readonly no: RefusalContract;
  /** Milliseconds until silence asks again, or counts as missed. */
  readonly within: number;
  /**
   * Asks in all. More than one is for a step that waits for people: silence reminds, and asks this step alone again.
   */
  readonly asks: number;
  readonly undo: Undo<D>;
}

/** The point of no return: once asked, the saga is no longer cancelled; only its own "no" still rolls back. */
export interface PivotStep<D> extends Repetition {
  readonly kind: 'pivot';
  readonly name: string;
  readonly ask: Ask<D>;
  readonly yes: AnyContract;
  readonly no: RefusalContract;
}

/** Cannot be refused: it is asked until it is done. */
export interface RetriableStep<D> extends Repetition {
  readonly kind: 'retriable';
  readonly name: string;
  readonly ask: Ask<D>;
  readonly yes: AnyContract;
}

export type Step<D> = CompensatableStep<D> | PivotStep<D> | RetriableStep<D>;

/** What a saga's author writes; `D` is the saga's data, which is stored as JSON. */
export interface SagaDeclaration<D> {
  /**
   * Instances stay with the version they started with; raise it when steps change, and keep the old definition until
   * its instances have ended.
   */
  readonly version: number;
  /** Folds an accepted reply into the data, for later asks to use. @default keeps the data as it is */
  readonly remember?: (data: D, reply: Message) => D;
  /**
   * What a reply says that the saga knows to be otherwise, in a sentence, e.g. another amount than the one it asked
   * for: such a reply is a dead letter. @default nothing
   */
  readonly mismatch?: (data: D, reply: Message) => string | undefined;
  /**
   * What is still kept of the data once it has ended: what it needed on the way only, such as an address, is forgotten.
   * Undos that are owed to late answers are asked with it. @default all of it
   */
  readonly keep?: (data: D, outcome: SagaOutcome) => D;
  readonly steps: readonly Step<D>[];
  /** Told once every step is done. */
  readonly completed: (data: D) => OutgoingMessage;
  /** Told once every undo is confirmed, or an operator has resolved it so. */
  readonly rolledBack: (data: D, reason: Reason, undone: Undone) => OutgoingMessage;
  /** Told when the saga can neither go on nor be undone by itself. */
  readonly needsOperator?: (data: D, stuck: Stuck) => OutgoingMessage;
}

/**
 * A declared and checked saga. Its functions take data of whatever type it was declared with, which `types` remembers.
 */
export interface SagaDefinition<D extends object = object> {
  readonly name: string;
  readonly version: number;
  readonly steps: readonly Step<never>[];
  readonly remember: (data: never, reply: Message) => object;
  readonly mismatch: (data: never, reply: Message) => string | undefined;
  readonly keep: (data: never, outcome: SagaOutcome) => object;
  readonly completed: (data: never) => OutgoingMessage;
  readonly rolledBack: (data: never, reason: Reason, undone: Undone) => OutgoingMessage;
  readonly needsOperator?: (data: never, stuck: Stuck) => OutgoingMessage;
  /** Types only; never set. */
  readonly types?: { readonly data: D };
}
