import type { Tx } from '../../runtime/database.js';
import type { TraceHeaders } from '../../message/message.js';

/** An instance with an ask that was not answered in time. */
export interface DueSaga {
  readonly id: string;
  readonly businessKey: string;
  readonly dueAt: Date;
  readonly trace: TraceHeaders;
  /** Its place among those that are due. */
  readonly lookAt: Date;
}

/** Instances in one page. */
export const DUE_PAGE = 1_000;

export interface DuePage {
  /** About in the order in which they fell due, at most `DUE_PAGE`. */
  readonly due: readonly DueSaga[];
  /** When this was read: all that is due had fallen due by then. */
  readonly asOf: Date;
  /** Milliseconds until another may fall due, as far as is known now. */
  readonly nextIn?: number;
}

/** `error`: nothing when there was nothing to do for it, which is not written into its history. */
export interface Postponed {
  readonly sagaId: string;
  readonly messageId: string;
  readonly error?: Error;
}

/** Milliseconds until what could not be acted on is due again. */
export const POSTPONED_MS = 60_000;

/** Which instances wait for an answer that is overdue, by the store's own clock. */
export interface DueSagas {
  /** The page that follows on `after`. @default the first */
  due(after?: DueSaga): Promise<DuePage>;
  /** Has what is due still fall due again in a minute; a failure is noted in the instance's history. */
  postpone(tx: Tx, instances: readonly Postponed[]): void;
}
