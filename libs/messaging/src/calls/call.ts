import type { Message, WireRecord } from '../message/message.js';

/** One thing a party can be asked to do. A declaration only: the adapter that does it is wired at start. */
export interface Operation<Request, Result> {
  readonly party: string;
  /** `<party>.<what>`, stable: it is stored with the intent. */
  readonly name: string;
  /** Types only; never set. */
  readonly types?: { readonly request: Request; readonly result: Result };
}

/** Declares an operation of a party outside, e.g. `operation<Authorise, Authorisation>('cards', 'authorise')`. */
export const operation = <Request, Result>(party: string, what: string): Operation<Request, Result> => ({ party, name: `${party}.${what}` });

/** A call to the outside that a decision asks for; it becomes an intent row in the deciding transaction. */
export interface OutgoingCall {
  readonly out: 'call';
  readonly operation: Operation<unknown, unknown>;
  /** The idempotency key the party sees; the business key of the action. */
  readonly key: string;
  readonly request: unknown;
  /** Made after the message's deadline too: an undo must get through. @default false */
  readonly regardless?: boolean;
}

export const call = <Request>(operation: Operation<Request, unknown>, key: string, request: Request, options: { readonly regardless?: boolean } = {}): OutgoingCall =>
  ({ out: 'call', operation: operation as Operation<unknown, unknown>, key, request, ...options });

/** How one operation is done: an answer is a business outcome, a refusal included; anything thrown is an unknown outcome. */
export interface Performer<Request, Result> {
  perform(request: Request, attempt: { readonly key: string; readonly signal: AbortSignal }): Promise<Result>;
  /** What the party has on record under this key; `undefined` when nothing was done. */
  lookUp(request: Request, attempt: { readonly key: string; readonly signal: AbortSignal }): Promise<Result | undefined>;
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

/** An intent: a call on record, to be made, being made, or with its answer on the way. */
export interface Intent {
  readonly id: string;
  readonly party: string;
  readonly operation: string;
  readonly key: string;
  /** Calls of one ordering key (the message's key) to one party are made one at a time, in the order of their intents; another party's outage does not hold them. */
  readonly orderingKey: string;
  readonly request: unknown;
  /** The message whose decision asked for it, encoded, so that `answered` sees it again. */
  readonly cause: WireRecord;
  /** The same message as it was decided, as long as this process holds it; it is not stored. */
  readonly message?: Message;
  /** After this no call is started; the intent is given up. */
  readonly deadline?: Date;
}
