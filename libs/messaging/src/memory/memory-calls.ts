import type { CallRows } from '../calls/pg-call-rows.js';
import type { Intent } from '../calls/call.js';
import type { Intents } from '../calls/outgoing-calls.js';
import type { IntentListener } from '../calls/pg-outgoing-calls.js';
import type { Tx } from '../runtime/database.js';
import type { CallTable } from './call-table.js';
import type { Link } from './link.js';

/** Intents over memory, handed to the caller after the commit. */
export class MemoryCallIntents implements Intents {
  constructor(private readonly table: CallTable, private readonly listener: IntentListener) {}

  write(tx: Tx, intents: readonly Intent[]): void {
    if (intents.length === 0) return;
    const { owner } = this.listener;
    this.table.insert(tx, intents, owner, (written) => this.listener.onWritten(written, owner));
  }
}

/** Open calls over memory, as the process sees them that owns them. */
export const memoryCallRows = (table: CallTable, link: Link): CallRows => ({
  beat: (owner, { lastsMs, first }) => link(() => ({ alive: table.beat(owner, lastsMs, first), now: Date.now() })),
  open: (owner, known) => link(() => table.openOf(owner, known)),
  note: (calls) => link(() => table.note(calls)),
  leave: (owner) => link(() => table.leave(owner)),
});
