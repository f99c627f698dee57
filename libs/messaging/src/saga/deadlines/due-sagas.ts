import type { Tx } from '../../runtime/database.js';
import type { TraceHeaders } from '../../message/message.js';

/** An instance with an ask that was not answered in time. */
export interface DueSaga {
  readonly id: string;
  readonly businessKey: string;
  readonly dueAt: Date;
  readonly trace: TraceHeaders;
}

export interface DueNow {
  /** The longest due first, at most 200. */
  readonly due: readonly DueSaga[];
  /** Milliseconds until the next of the others falls due, as far as is known now. */
  readonly nextIn?: number;
}

export interface FailedDeadline {
  readonly sagaId: string;
  readonly messageId: string;
  readonly error: Error;
}

/** Which instances wait for an answer that is overdue, by the store's own clock. */
export interface DueSagas {
  due(): Promise<DueNow>;
  /** Notes the failure in the instance's history and has the deadline fall due again in a minute. */
  postpone(tx: Tx, failures: readonly FailedDeadline[]): void;
}
