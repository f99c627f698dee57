import type { Decision } from './outgoing.js';
import type { Tx } from '../runtime/database.js';
import type { AnyContract, DataOf } from '../message/contract.js';
import type { Message } from '../message/message.js';
import type { RetryDeclaration } from './retries.js';
/** Brings a batch's rows in and takes them out. `State` is one object that every decision of the batch shares. */
export interface Store<Key, State, Prisma = unknown> {
  /** Locks and reads the rows of all keys, in one statement if it can; keys come sorted and each once. */
  load(tx: Tx<Prisma>, keys: readonly Key[]): Promise<State>;
  /** Writes what changed. Returns nothing when all went through `tx.sql`, so that the commit travels with it. */
  save(tx: Tx<Prisma>, state: State): void | Promise<void>;
}

/** What a decision may see besides its message and state. Same message, same context: a second run yields the same. */
export interface Context<D = unknown> {
  /** The transaction's database time. */
  readonly now: Date;
  readonly message: Message<D>;
  /** The message's deadline has passed: whoever asked takes silence for a no by now, so a no is the answer. */
  readonly late: boolean;
  /** An id derived from the message and the consumer: UUIDv5(cause, consumer, name). */
  id(name: string): string;
}

/** Handles one message type: which rows it needs, and what it decides over them. */
export interface Handler<C extends AnyContract, State, Key = string> {
  readonly store: Store<Key, State>;
  /**
   * Its decision cannot tell a repetition by its business key: a message older than the inbox's
   * window is put aside. @default false
   */
  readonly reliesOnInbox?: boolean;
  needs(data: DataOf<C>, message: Message<DataOf<C>>): readonly Key[];
  /**
   * Deterministic: no I/O, no await, no own clock or ids. A business "no" is a message; it
   * throws only when the world is broken.
   */
  decide(data: DataOf<C>, state: State, context: Context<DataOf<C>>): Decision;
  /** Takes the answer to a call that `decide` made; `context.message` is the message that was decided then. */
  answered?(answer: Answer, state: State, context: Context<DataOf<C>>): Decision;
}

/** What came back from the outside. */
export type Answer<A = unknown> =
  | { readonly kind: 'answered'; readonly operation: string; readonly key: string; readonly value: A }
  /**
   * The party will not take such a request, whenever it is sent: `PartyRefused`. Nothing was done, and
   * nothing is asked again by itself.
   */
  | { readonly kind: 'refused'; readonly operation: string; readonly key: string; readonly reason: string }
  /**
   * No answer in time, or none needed. `called`: the look-up did not find it done, and whoever asked must treat it as
   * possibly done; otherwise it is known that it never began: nothing is to be undone. An undo is only given up
   * uncalled where its action never began.
   */
  | {
      readonly kind: 'gave-up';
      readonly called: boolean;
      readonly operation: string;
      readonly key: string;
      readonly reason: string;
    };

export type AnyHandler = Handler<AnyContract, unknown, unknown>;

export interface HandlesOptions {
  /** How often and how long a failing message is tried again. @default after 1, 5, 15, 60 and 300 s */
  readonly retry?: RetryDeclaration;
  /**
   * The commands that this one undoes: a redrive of theirs then tells whether the undo has
   * been applied since. @default none
   */
  readonly undoes?: readonly AnyContract[];
}

const handled = new WeakMap<object, HandlesOptions & { readonly contract: AnyContract }>();

/** Says which message type a handler class handles. */
export const Handles =
  (contract: AnyContract, options: HandlesOptions = {}): ClassDecorator =>
  (target) => {
    handled.set(target, { contract, ...options });
  };

/** The contract a handler was declared for with `@Handles`. */
export const contractOf = (handler: object): AnyContract | undefined => handled.get(handler.constructor)?.contract;

/** What it was declared to do about failures. */
export const retryOf = (handler: object): RetryDeclaration | undefined => handled.get(handler.constructor)?.retry;

/** What its message was declared to undo. */
export const undoesOf = (handler: object): readonly AnyContract[] => handled.get(handler.constructor)?.undoes ?? [];
