import type { Tx } from '../runtime/database.js';
import type { PendingCall } from './call.js';

/** Where a transaction leaves the calls it wants made; after the commit the caller is woken with them. */
export interface OutgoingCalls {
  write(tx: Tx, calls: readonly PendingCall[]): void;
}
