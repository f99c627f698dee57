import type { TraceHeaders } from '../../message/message.js';
import type { HistoryEntry } from '../engine/incoming.js';
import type { Instance } from '../engine/instance.js';

/** An instance as a store keeps it. */
export interface StoredSaga {
  readonly instance: Instance;
  /** Transitions so far. */
  readonly revision: number;
  /** The order's own trace: what starts from a deadline, a cancel or an operator's act continues it. */
  readonly trace: TraceHeaders;
  readonly createdAt: Date;
}

/** One advance of one instance, for its history. */
export interface Transition {
  readonly seq: number;
  readonly at: Date;
  readonly messageId: string;
  readonly traceId: string | undefined;
  readonly lines: readonly HistoryEntry[];
}

/** What a transaction has changed of one instance. */
export interface ChangedSaga extends StoredSaga {
  readonly isNew: boolean;
  readonly dataChanged: boolean;
  /** At least one, in order. */
  readonly transitions: readonly Transition[];
}
