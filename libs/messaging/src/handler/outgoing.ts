import type { OutgoingMessage } from '../message/contract.js';
import type { TraceHeaders } from '../message/message.js';

/** Answers an in-process request; dropped when the message came over Kafka. */
export interface Reply {
  readonly out: 'reply';
  readonly body: unknown;
}

export const reply = (body: unknown): Reply => ({ out: 'reply', body });

/**
 * Ties the trace of this decision and another together, both ways: the one that an operator or a
 * customer acts in, and the one acted on.
 */
export interface Link {
  readonly out: 'link';
  readonly trace: TraceHeaders;
}

export type Outgoing = OutgoingMessage | OutgoingCall | Reply | SagaStart | Link;

export type Decision = Outgoing | readonly Outgoing[] | void;

/** One thing a party can be asked to do. A declaration only: the adapter that does it is wired at start. */
export interface Operation<Request, Result> {
  readonly party: string;
  /** `<party>.<what>`, stable: it is stored with the pending call. */
  readonly name: string;
  /** Types only; never set. */
  readonly types?: { readonly request: Request; readonly result: Result };
}

/** Declares an operation of a party outside, e.g. `operation<Authorise, Authorisation>('cards', 'authorise')`. */
export const operation = <Request, Result>(party: string, what: string): Operation<Request, Result> => ({
  party,
  name: `${party}.${what}`,
});

/** A call to the outside that a decision asks for; it becomes a pending call row in the deciding transaction. */
export interface OutgoingCall {
  readonly out: 'call';
  readonly operation: Operation<unknown, unknown>;
  /** The idempotency key the party sees; the business key of the action. */
  readonly key: string;
  readonly request: unknown;
  /** Made after the message's deadline too: an undo must get through. @default false */
  readonly regardless?: boolean;
  /**
   * The key of the action that it undoes: it is made regardless, after what somebody waits for, and not at all where
   * the action is known never to have begun. @default none
   */
  readonly undoes?: string;
}

export const call = <Request>(
  operation: Operation<Request, unknown>,
  key: string,
  request: Request,
  options: Pick<OutgoingCall, 'regardless' | 'undoes'> = {},
): OutgoingCall => ({ out: 'call', operation: operation as Operation<unknown, unknown>, key, request, ...options });

/** A saga as whoever starts one knows it. */
export interface StartableSaga<D extends object = object> {
  readonly name: string;
  readonly version: number;
  /** Types only; never set. */
  readonly types?: { readonly data: D };
}

/** Starts an instance of a saga in the deciding transaction: order, instance and first command are one. */
export interface SagaStart {
  readonly out: 'start';
  readonly definition: StartableSaga;
  /** The instance's id, a UUID, from `context.id(...)`. */
  readonly id: string;
  /** Unique for ever per saga: a second start with the same key fails its message, and nothing of it is stored. */
  readonly businessKey: string;
  readonly data: object;
}

export const start = <D extends object>(
  definition: StartableSaga<D>,
  instance: { id: string; businessKey: string; data: D },
): SagaStart => ({ out: 'start', definition, ...instance });
