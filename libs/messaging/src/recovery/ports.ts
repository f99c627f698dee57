import type { Tx } from '../runtime/database.js';
import type { ReceivedRecord, TraceHeaders } from '../message/message.js';
import type { Failure } from '../runtime/failure.js';

/** A sequence is what must stay in order: one key of one topic, for one consumer. */
export interface SequenceRef {
  readonly topic: string;
  readonly key: string;
}
export const sequenceName = ({ topic, key }: SequenceRef): string => `${topic}\u0000${key}`;

/**
 * A record to park: at the head with its failure, or behind a parked head with none. An outage as the failure is what
 * it waits for, and no try.
 */
export interface ToPark extends SequenceRef {
  readonly messageId: string;
  readonly type: string;
  readonly record: ReceivedRecord;
  readonly failure?: Error;
}

/** Holds failing messages, and those behind them, in the database. */
export interface Parking {
  /**
   * Locks the sequences' rows and resolves to the names (`sequenceName`) of those that are parked. Issued in the same
   * tick, right after the inbox marks.
   */
  parked(tx: Tx, sequences: readonly SequenceRef[]): Promise<ReadonlySet<string>>;
  /**
   * Appends in the order given, also beyond the limit: nothing is dropped. The first message of a sequence that is not
   * parked yet is its head. The undo of the dead message that holds a sequence becomes its head, and is due.
   */
  park(tx: Tx, messages: readonly ToPark[]): void | Promise<void>;
  /**
   * Throws `SequenceFull` when one of them was at its length limit at the last `parked`. Asked after the commit, before
   * a partition's records are confirmed: unconfirmed they are offered again, all of them duplicates, until there is
   * room.
   */
  requireCapacity(sequences: readonly SequenceRef[]): void;
}

/** The head of a parked sequence: the one message of it that may be tried. */
export interface ParkedHead extends SequenceRef {
  /** Never used twice, so it tells whether the head is still the same. */
  readonly position: string;
  readonly messageId: string;
  readonly type: string;
  readonly record: ReceivedRecord;
  /** Failed tries so far, the one on arrival included. */
  readonly tries: number;
  readonly failures: readonly Failure[];
  /** It is the redrive of this dead letter. */
  readonly deadLetterId?: string;
  /** The redrive's trace; absent where the message's own goes on. */
  readonly trace?: TraceHeaders;
  /** It undoes a dead message that holds the sequence: it goes before that one, and holds nothing itself. */
  readonly passes?: true;
}

/** What becomes of a head after its try. */
export type Disposition = {
  readonly head: ParkedHead;
} /** Handled, or dead and the sequence goes on: the next message is due at once, unless it is a dead one that holds. */ & (
  | { readonly then: 'remove' }
  | { readonly then: 'retry'; readonly delayMs: number; readonly failure: Failure }
  /** The try does not count: what it waits for is not the message's fault. */
  | { readonly then: 'wait'; readonly delayMs: number; readonly failure: Failure }
  /** Dead, and nothing behind it may pass until someone redrives or discards it, but for what undoes it. */
  | { readonly then: 'hold'; readonly deadLetterId: string }
);

/** The drain's side of the parking. */
export interface ParkedHeads {
  /** Reads outside any transaction: some heads that are due, and in how many milliseconds the next one is. */
  due(limit: number): Promise<{ readonly heads: readonly ParkedHead[]; readonly nextMs: number | undefined }>;
  /**
   * Locks the heads' sequences and resolves to the heads that still stand first and are still due. Never waits for a
   * lock: one that is taken is not resolved.
   */
  claim(tx: Tx, heads: readonly ParkedHead[]): Promise<ReadonlySet<ParkedHead>>;
  settle(tx: Tx, dispositions: readonly Disposition[]): void;
  /** All that waits is due now: this process may know what another did not. */
  wakeWaiting(): Promise<void>;
}

/** A message that no retry helps. */
export interface NewDeadLetter extends SequenceRef {
  readonly messageId: string;
  /** Unknown when the record could not be decoded. */
  readonly type?: string;
  readonly record: ReceivedRecord;
  readonly error: Error;
  /** @default 1 */
  readonly attempts?: number;
  /** The failures before this one. @default none */
  readonly history?: readonly Failure[];
  /** Set when a redrive has failed: the dead letter that it came from. */
  readonly deadLetterId?: string;
}

/** Keeps dead letters as rows and tells `<service>.dlq`. */
export interface DeadLetters {
  add(tx: Tx, messages: readonly NewDeadLetter[]): void | Promise<void>;
  /** Their redrives were handled. */
  resolve(tx: Tx, deadLetterIds: readonly string[]): void;
}
