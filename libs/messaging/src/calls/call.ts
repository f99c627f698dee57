import type { Message, WireRecord } from '../message/message.js';

/**
 * How one operation is done: an answer is a business outcome, a refusal included; anything thrown is an unknown
 * outcome.
 */
export interface Performer<Request, Result> {
  perform(request: Request, attempt: { readonly key: string; readonly signal: AbortSignal }): Promise<Result>;
  /** What the party has on record under this key; `undefined` when nothing was done. */
  lookUp(
    request: Request,
    attempt: { readonly key: string; readonly signal: AbortSignal },
  ): Promise<Result | undefined>;
}

/** A party outside, with its adapter. */
export interface Party {
  readonly name: string;
  /** Calls at the same time. @default 16 */
  readonly concurrency?: number;
  /** Milliseconds one call may take. @default 10_000 */
  readonly timeoutMs?: number;
  /** Milliseconds the party remembers idempotency keys. @default 24 h */
  readonly keepsKeysMs?: number;
  /** By operation name. */
  readonly performers: Readonly<Record<string, Performer<never, unknown>>>;
}

/** A pending call: a call on record, to be made, being made, or with its answer on the way. */
export interface PendingCall {
  readonly id: string;
  readonly party: string;
  readonly operation: string;
  readonly key: string;
  /**
   * Calls of one ordering key (the message's key) to one party are made one at a time, in the order of their pending
   * calls; another party's outage does not hold them.
   */
  readonly orderingKey: string;
  readonly request: unknown;
  /** The message whose decision asked for it, encoded, so that `answered` sees it again. */
  readonly cause: WireRecord;
  /** The same message as it was decided, as long as this process holds it; it is not stored. */
  readonly message?: Message;
  /** The key of the action that this call undoes. */
  readonly undoes?: string;
  /** After this no call is started; the pending call is given up. */
  readonly deadline?: Date;
}
