import type { Tx } from '../runtime/database.js';
import type { Intent } from './call.js';

/** Where a transaction leaves the calls it wants made; after the commit the caller is woken with them. */
export interface Intents {
  write(tx: Tx, intents: readonly Intent[]): void;
}
