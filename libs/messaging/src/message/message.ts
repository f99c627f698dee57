/** W3C trace context as it travels: header names and values. */
export type TraceHeaders = Readonly<Partial<Record<'traceparent' | 'tracestate' | 'baggage', string>>>;

/** A message that came in, decoded and validated: the CloudEvents attributes by their meaning. */
export interface Message<D = unknown> {
  readonly id: string;
  /** The id as the inbox knows it: itself when it is a UUID, else one derived from source and id. */
  readonly inboxId: string;
  readonly type: string;
  readonly version: number;
  /** The service that sent it, as a CloudEvents source, e.g. `/orders`. */
  readonly source: string;
  readonly time: Date;
  readonly key: string;
  readonly data: D;
  /** The saga instance it belongs to. */
  readonly correlationId?: string;
  /** The id of the message whose handling sent this one. */
  readonly causationId?: string;
  readonly step?: string;
  readonly ask?: number;
  /** A command that arrives later than this is answered with a no. */
  readonly deadline?: Date;
  readonly trace: TraceHeaders;
}

/** A record ready for the broker: everything but the producer's span. */
export interface WireRecord {
  readonly topic: string;
  readonly key: string;
  /** JSON text; `null` is a tombstone. */
  readonly value: string | null;
  /**
   * How `value` carries bytes that are not text, e.g. of a dead letter: `Buffer.from(value, encoding)`. @default 'utf8'
   */
  readonly encoding?: 'utf8' | 'base64';
  readonly headers: Readonly<Record<string, string>>;
}

/** Where a record was read. */
export interface Origin {
  readonly topic: string;
  readonly partition: number;
  /** Kafka's 64-bit offset, as text. */
  readonly offset: string;
}

/** A record as the broker gave it: nothing about it has been checked. */
export interface ReceivedRecord extends Origin {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** When the broker or the producer stamped it. */
  readonly timestamp: Date;
}
