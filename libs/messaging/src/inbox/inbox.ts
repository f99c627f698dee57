import type { Tx } from '../runtime/database.js';
import type { Message } from '../message/message.js';

export type InboxState = 'handled' | 'parked' | 'dead';

/**
 * What a message is known by: its id as a UUID. Its time only says how long that is remembered, within the months
 * around now, whatever clock its sender has: who repeats it may leave the time out, or give another.
 */
export interface InboxMark {
  readonly id: string;
  readonly sentAt: Date;
}

/** Remembers which messages a consumer has taken, in the handler's own transaction. */
export interface Inbox {
  /** Marks all as handled and resolves to the ids that were not marked before. Marks come sorted by id, each once. */
  mark(tx: Tx, marks: readonly InboxMark[]): Promise<ReadonlySet<string>>;
  /** Changes the state of marked messages. */
  settle(tx: Tx, marks: readonly InboxMark[], state: InboxState): void;
}

export const markOf = (message: Message): InboxMark => ({ id: message.inboxId, sentAt: message.time });
