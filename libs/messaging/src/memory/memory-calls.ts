import type { CallRows } from '../calls/pg-call-rows.js';
import type { PendingCall } from '../calls/call.js';
import type { OutgoingCalls } from '../calls/outgoing-calls.js';
import type { CallListener } from '../calls/pg-outgoing-calls.js';
import type { Tx } from '../runtime/database.js';
import type { CallTable } from './call-table.js';
import type { Link } from './link.js';

/** OutgoingCalls over memory, handed to the caller after the commit. */
export class MemoryOutgoingCalls implements OutgoingCalls {
  constructor(
    private readonly table: CallTable,
    private readonly listener: CallListener,
  ) {}

  write(tx: Tx, calls: readonly PendingCall[]): void {
    if (calls.length === 0) return;
    const { owner } = this.listener;
    this.table.insert(tx, calls, owner, (written) => this.listener.onWritten(written, owner));
  }
}

/** Open calls over memory, as the process sees them that owns them. */
export const memoryCallRows = (table: CallTable, link: Link): CallRows => ({
  beat: (owner, { lastsMs, first }) => link(() => ({ alive: table.beat(owner, lastsMs, first), now: Date.now() })),
  open: (owner, known) => link(() => table.openOf(owner, known)),
  note: (calls) => link(() => table.note(calls)),
  leave: (owner) => link(() => table.leave(owner)),
});
