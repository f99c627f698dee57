import type { Tx } from '../runtime/database.js';
import type { PendingCall } from './call.js';

/** What is asked of whom. */
export interface OperationName {
  readonly party: string;
  readonly name: string;
}

/** A pending call that was just committed, as its writer hands it over. */
export interface WrittenCall {
  readonly seq: string;
  readonly pending: PendingCall;
  /** It is on record as begun, because it was expected to be made at once, or soon. */
  readonly onRecord: boolean;
  /**
   * Open calls of its line when it was written: under the lock of its key, so there are no others before it. Those of
   * the same transaction are not among them.
   */
  readonly openBefore: readonly string[];
}

/** Who is told after the commit; the caller. */
export interface CallListener {
  /** Whose calls the pending calls are from the start. */
  readonly owner: string;
  /** Which of the calls will be made as soon as they are committed, or a few turns later, as far as can be seen now. */
  beginAtOnce(calls: readonly PendingCall[]): boolean[];
  /** Whether a party is wired that performs it. @default all are */
  knows?(operation: OperationName): boolean;
  /** `owner` at the time of writing. */
  onWritten(written: readonly WrittenCall[], owner: string): void;
}

/** Where a transaction leaves the calls it wants made; after the commit the caller is woken with them. */
export interface OutgoingCalls {
  /** Whether a party is wired that performs it. @default all are */
  knows?(operation: OperationName): boolean;
  write(tx: Tx, calls: readonly PendingCall[]): void;
}
