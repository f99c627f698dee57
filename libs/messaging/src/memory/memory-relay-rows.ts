import { READ_BYTES, READ_ROWS } from '../relay/relay-limits.js';
import type { UnsentPage, UnsentRows } from '../relay/relay-rows.js';
import type { StoreLink } from './link.js';
import type { LeaseRow } from './memory-lease.js';
import type { OutboxTable } from './outbox-table.js';

export interface MemoryRelayRowsParts {
  readonly table: OutboxTable;
  readonly lease: LeaseRow;
  readonly link: StoreLink;
  /** In which the reader leads. */
  epoch(): number | undefined;
}

/** The stored outbox as its leader reads and marks it, in pages as long as those of PostgreSQL. */
export class MemoryRelayRows implements UnsentRows {
  constructor(private readonly parts: MemoryRelayRowsParts) {}

  read(known: readonly string[], page: { readonly after: string; readonly upTo?: string }): Promise<UnsentPage> {
    return this.parts.link(() => this.parts.table.read(known, page, { rows: READ_ROWS, bytes: READ_BYTES }));
  }

  mark(ids: readonly string[]): Promise<void> {
    return this.#asLeader((table) => table.mark(ids));
  }

  floor(): Promise<string> {
    return this.parts.link(() => this.parts.table.floor);
  }

  noteFloor(id: string): Promise<void> {
    return this.#asLeader((table) => (table.floor = id));
  }

  /** By the epoch that was led when it was asked; a later leader's is another. */
  async #asLeader(work: (table: OutboxTable) => void): Promise<void> {
    const { link, lease, table } = this.parts;
    const epoch = this.parts.epoch();
    await link(() => (lease.isOf(epoch) ? work(table) : undefined));
  }
}
