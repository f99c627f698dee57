import type { Tx } from '../runtime/database.js';
import type { OpenCall } from './open-call.js';

/** An answer that could not be brought in. */
export interface FailedAnswer {
  readonly call: OpenCall;
  readonly error: Error;
  readonly tries: number;
  /** Until the next try; absent when the tries are spent. */
  readonly delayMs?: number;
}

/** The calls whose answers a batch brings in. */
export interface AnswerRows {
  /**
   * Settles the calls, which come in pending call order, with their answers; resolves to those that were not settled
   * before.
   */
  claim(tx: Tx, calls: readonly OpenCall[]): Promise<readonly OpenCall[]>;
  /** Of calls claimed in this transaction: their answers count as not brought in. */
  fail(tx: Tx, failures: readonly FailedAnswer[]): void;
}
