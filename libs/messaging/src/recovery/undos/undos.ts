import type { AnyHandler } from '../../handler/handler.js';
import type { Tx } from '../../runtime/database.js';
import { contractOf, undoesOf } from '../../handler/handler.js';
import type { Message, ReceivedRecord } from '../../message/message.js';

/** Remembers which steps of which sagas were undone here. */
export interface Undos {
  /** Takes all that a transaction has handled and keeps what undoes something. */
  note(tx: Tx, handled: readonly Message[]): void;
}

/** By the type of an undo: the types of the commands that it undoes. */
export type UndoneTypes = ReadonlyMap<string, readonly string[]>;

/** What the handlers declare with `undoes`. */
export const declaredUndos = (handlers: readonly AnyHandler[]): UndoneTypes =>
  new Map(
    handlers
      .map((handler) => [contractOf(handler)?.type ?? '', undoesOf(handler).map(({ type }) => type)] as const)
      .filter(([, undone]) => undone.length > 0),
  );

interface Parked {
  readonly type: string;
  readonly record: Pick<ReceivedRecord, 'headers'>;
}

/** Whether the one is the undo of the other: of its type, saga and step. */
export const isUndoOf = (types: UndoneTypes, undo: Parked, action: Parked): boolean =>
  (types.get(undo.type)?.includes(action.type) ?? false) &&
  ['ce_correlationid', 'ce_sagastep'].every(
    (name) => action.record.headers[name] !== undefined && undo.record.headers[name] === action.record.headers[name],
  );
