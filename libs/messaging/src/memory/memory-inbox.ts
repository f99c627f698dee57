import type { Tx } from '../runtime/database.js';
import type { Inbox, InboxMark, InboxState } from '../inbox/inbox.js';
import { Staged } from './staged.js';

export class MemoryInbox implements Inbox {
  readonly #states: Staged<string, InboxState>;

  /** `states`: where another process has left them. @default none */
  constructor(states = new Staged<string, InboxState>()) {
    this.#states = states;
  }

  mark(tx: Tx, marks: readonly InboxMark[]): Promise<ReadonlySet<string>> {
    const fresh = marks.filter((mark) => this.#states.get(tx, mark.id) === undefined);
    for (const mark of fresh) this.#states.set(tx, mark.id, 'handled');
    return Promise.resolve(new Set(fresh.map(({ id }) => id)));
  }

  settle(tx: Tx, marks: readonly InboxMark[], state: InboxState): void {
    for (const mark of marks) if (this.#states.get(tx, mark.id) !== undefined) this.#states.set(tx, mark.id, state);
  }

  /** The committed state of a message; `undefined` when it was never taken. */
  stateOf(mark: InboxMark): InboxState | undefined {
    return this.#states.committed.get(mark.id);
  }
}
