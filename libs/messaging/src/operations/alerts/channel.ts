import type { Subject } from './conditions.js';

/** What a channel tells people. */
export interface Alert extends Subject {
  readonly service: string;
  /** With the subject it names this notice: the same subject may be raised again when it has been over. */
  readonly raisedAt: Date;
}

/** A way to reach people, besides log and metrics. */
export interface AlertChannel {
  /** Stable: it is remembered which channels have told a notice. */
  readonly name: string;
  /** Rejects when it could not be told: it is tried again. It may be told twice, if we end before that is on record. */
  tell(notice: Alert, signal: AbortSignal): Promise<void>;
}
