import type { Answer } from '../handler/handler.js';
import type { TraceHeaders } from '../message/message.js';
import type { PendingCall } from './call.js';
import type { WrittenCall } from './outgoing-calls.js';

/** Bytes that a call takes in memory beside its text. */
const OVERHEAD = 1_000;

/** A pending call that is not settled yet, in the hands of the one instance that owns it. */
export interface OpenCall {
  /** PendingCall order, as text. */
  readonly seq: string;
  /** Whose it was when it came into memory: what is done about it later is done only if it still is. */
  readonly owner: string;
  readonly pending: PendingCall;
  /** Database time in milliseconds. */
  readonly createdAt: number;
  /** What it takes in memory, roughly. */
  readonly bytes: number;
  /** An attempt may have begun: look up first. */
  begun: boolean;
  /** The table says that one may have begun; it has to before one does. */
  onRecord: boolean;
  /** Its undo stands behind it. */
  readonly withdrawn?: boolean;
  /** More calls of its line stand behind it in the table. */
  readonly followed?: boolean;
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
export const lineOf = ({ pending }: { readonly pending: Pick<PendingCall, 'party' | 'orderingKey'> }): string =>
  `${pending.party}\u0000${pending.orderingKey}`;

/** Where a call waits, as stored: 0 it has a deadline, 1 it has none, 2 it is an undo, 3 it has failed. */
export type Lane = 0 | 1 | 2 | 3;
export const LANES: readonly Lane[] = [0, 1, 2, 3];
export const FAILED_LANE = 3;

export function laneOf({ pending, tries }: Pick<OpenCall, 'pending' | 'tries'>): Lane {
  if (tries > 0) return FAILED_LANE;
  if (pending.undoes !== undefined) return 2;
  return pending.deadline === undefined ? 1 : 0;
}

export const keyOf = (party: string, key: string): string => `${party}\u0000${key}`;

/** As it is handed over by its writer: it never began. */
export const writtenCall = ({ seq, pending, onRecord }: WrittenCall, owner: string, now: number): OpenCall => ({
  seq,
  owner,
  pending,
  createdAt: now,
  // The request is made from the message, mostly.
  bytes: OVERHEAD + 2 * (pending.cause.value?.length ?? 0),
  begun: false,
  onRecord,
  tries: 0,
  answerTries: 0,
});
