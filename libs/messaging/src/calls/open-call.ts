import type { Answer } from '../handler/handler.js';
import type { TraceHeaders } from '../message/message.js';
import type { PendingCall } from './call.js';

/** A pending call that is not settled yet, in the hands of the one instance that owns it. */
export interface OpenCall {
  /** PendingCall order, as text. */
  readonly seq: string;
  readonly pending: PendingCall;
  /** Database time in milliseconds. */
  readonly createdAt: number;
  /** An attempt may have reached the party: look up first. True for every pending call that was not handed over by its own transaction. */
  maybeCalled: boolean;
  /** Failed attempts. */
  tries: number;
  lastError?: string;
  /** Database time in milliseconds before which nothing is tried. */
  dueAt?: number;
  /** Set once the outcome is known; from then on the party is not asked again. */
  answer?: { readonly value: Answer; readonly trace: TraceHeaders };
  /** Failed tries to bring the answer in. */
  answerTries: number;
  /** Milliseconds until the next such try; absent when there is none. */
  answerRetryMs?: number | undefined;
}

/** What must stay in order: the calls of one ordering key to one party. */
export const lineOf = ({ pending }: Pick<OpenCall, 'pending'>): string =>
  `${pending.party}\u0000${pending.orderingKey}`;
