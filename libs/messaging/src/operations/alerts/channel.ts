/** What a person should know of: one a cause, not one a message. */
export interface Subject {
  /** Stable as long as it lasts. */
  readonly subject: string;
  /** The name of its condition. */
  readonly kind: string;
  /** What happened, in one sentence. */
  readonly text: string;
  /** Counted up to a limit. */
  readonly count: number;
  readonly since: Date;
  /** Where it can be looked at, below the service's address. */
  readonly look: string;
  /** The command that shows or mends it. */
  readonly next: string;
}

/** What a channel tells people. */
export interface Alert extends Subject {
  readonly service: string;
  /** With the subject it names this alert: the same subject may be raised again when it has been over. */
  readonly raisedAt: Date;
}

/** A way to reach people, besides log and metrics. */
export interface AlertChannel {
  /** Stable: it is remembered which channels have told an alert. */
  readonly name: string;
  /** Rejects when it could not be told: it is tried again. It may be told twice, if we end before that is on record. */
  tell(alert: Alert, signal: AbortSignal): Promise<void>;
}
