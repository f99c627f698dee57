import type { Message, ReceivedRecord } from '../message/message.js';
import type { Context, Store } from './handler.js';
import type { Decision } from './outgoing.js';
import type { Tx } from '../runtime/database.js';

/** One handler's part in a unit: `decide` of a message, or `answered` of a call. */
export interface Part {
  readonly store: Store<never, unknown>;
  /** The keys of the rows to load. */
  needs(): readonly unknown[];
  run(state: unknown, context: Context): Decision;
}

/** One thing for the runner to do in a batch. */
export interface WorkUnit {
  readonly source: MessageSource;
  /** What ids, causation, saga tags and trace are derived from. */
  readonly message: Message;
  /** Every handler of the service that takes this message; they succeed or fail together. */
  readonly parts: readonly Part[];
  /** Bytes, for the batch's size limit. */
  readonly size: number;
  /** The record as it was read, for parking and dead letters; absent for what never was on Kafka. */
  readonly record?: ReceivedRecord;
  /** Known before it runs: the record could not be decoded or does not fit its schema. */
  readonly broken?: Error;
}

/** How a unit ended in the committed transaction. */
export type Outcome =
  | { readonly kind: 'done'; readonly reply: unknown }
  /** It was handled before, or its source took it over (parked behind its sequence). */
  | { readonly kind: 'skipped' }
  | { readonly kind: 'failed'; readonly error: Error };

/** Where units of one kind come from: it decides in the transaction which of them run, and what becomes of each. */
export interface MessageSource {
  readonly name: 'kafka' | 'request' | 'answer' | 'retry' | 'deadline';
  /**
   * Its units are marked in the inbox with their batch, before all else: one that was marked before is a repetition.
   * @default its own rows tell a repetition
   */
  readonly marked?: boolean;
  /**
   * First statements of the transaction: which units are to run. `failed` are known to fail and
   * must not run. `repetitions` resolves to what the inbox knew; statements that must follow the
   * marks are issued before it is awaited.
   * @default all that has neither failed nor come before
   */
  claim?(
    tx: Tx,
    units: readonly WorkUnit[],
    failed: ReadonlyMap<WorkUnit, Error>,
    repetitions: Promise<ReadonlySet<WorkUnit>>,
  ): Promise<ReadonlySet<WorkUnit>>;
  /** Last statements before the outbox: records what became of each unit that it claimed or refused. */
  settle(tx: Tx, outcomes: ReadonlyMap<WorkUnit, Outcome>): void | Promise<void>;
}
