import type { CallOwners, CallRecords, CallRows } from '../calls/call-rows.js';
import type { PendingCall } from '../calls/call.js';
import type { CallListener, OperationName, OutgoingCalls } from '../calls/outgoing-calls.js';
import type { Tx } from '../runtime/database.js';
import { CallTable } from './call-table.js';
import type { StoreLink } from './link.js';

/** No caller: what is written stays in the table. */
const nobody: CallListener = {
  owner: 'nobody',
  beginAtOnce: (calls) => calls.map(() => false),
  onWritten: () => undefined,
};

/** OutgoingCalls over memory, handed to the caller after the commit. */
export class MemoryOutgoingCalls implements OutgoingCalls {
  constructor(
    readonly table: CallTable = new CallTable(),
    private readonly listener: CallListener = nobody,
  ) {}

  knows(operation: OperationName): boolean {
    return this.listener.knows?.(operation) ?? true;
  }

  write(tx: Tx, calls: readonly PendingCall[]): void {
    if (calls.length === 0) return;
    const { owner } = this.listener;
    const begins = this.listener.beginAtOnce(calls);
    this.table.insert(tx, calls, { owner, begins }, (written) => this.listener.onWritten(written, owner));
  }
}

/** Open calls over memory, as the process sees them that owns them. */
export const memoryCallRows = (table: CallTable, link: StoreLink): CallOwners & CallRows & CallRecords => ({
  beat: (owner, { lastsMs, first }) => link(() => ({ alive: table.beat(owner, lastsMs, first), now: Date.now() })),
  inherit: (owner) => link(() => table.inherit(owner)),
  leave: (owner) => link(() => table.leave(owner)),
  heads: (owner, rooms, known) => link(() => table.heads(owner, rooms, known)),
  firstOf: (owner, lines) => link(() => table.firstOf(owner, lines)),
  overdue: (owner, known) => link(() => table.overdue(owner, known)),
  counts: (owner) => link(() => table.countsOf(owner)),
  begin: (owner, seqs) => link(() => table.begin(owner, seqs)),
  note: (owner, calls) => link(() => table.note(owner, calls)),
});
