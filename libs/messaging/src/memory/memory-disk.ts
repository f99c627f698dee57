import type { InboxMark, InboxState } from '../inbox/inbox.js';
import type { MemoryDeadLetter } from './memory-dead-letters.js';
import { ContactRow } from './memory-broker-contact.js';
import { ParkedRows } from './memory-parking.js';
import { CompletionRows } from './memory-load-source.js';
import { SagaRows } from './saga-table.js';
import { CallTable } from './call-table.js';
import { MemoryInbox } from './memory-inbox.js';
import { LeaseRow } from './memory-lease.js';
import { OutboxTable } from './outbox-table.js';
import { Staged } from './staged.js';

/** All that one service's messaging stores: it outlives the processes over it. */
export class MemoryDisk {
  readonly inbox = new Staged<string, InboxState>();
  readonly #inbox = new MemoryInbox(this.inbox);
  readonly outbox = new OutboxTable();
  readonly relayLease = new LeaseRow();
  readonly calls = new CallTable();
  readonly parked = new ParkedRows();
  readonly deadLetters = new Map<string, MemoryDeadLetter>();
  readonly sagas = new SagaRows();
  readonly completions = new CompletionRows();
  readonly contact = new ContactRow();

  /** What became of a message; `undefined` when it was never taken. */
  stateOf(mark: InboxMark): InboxState | undefined {
    return this.#inbox.stateOf(mark);
  }
}
