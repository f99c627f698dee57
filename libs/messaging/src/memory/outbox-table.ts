import type { Tx } from '../runtime/database.js';
import type { WireRecord } from '../message/message.js';
import type { OutboxEntry } from '../outbox/outbox.js';
import { READ_ROWS } from '../relay/relay-limits.js';
import type { Waiting } from '../relay/relay-queue.js';

interface Row extends OutboxEntry {
  readonly since: number;
}

/** The stored outbox of a service: what its transactions sent, until it is marked as sent. */
export class OutboxTable {
  readonly #unsent = new Map<string, Row>();
  #ids = 0;
  /** All that was ever committed, in that order. */
  readonly written: WireRecord[] = [];

  /** A row that is there once the transaction is committed; its number is given out now, whatever becomes of it. */
  insert(tx: Tx, records: readonly WireRecord[]): string {
    this.#ids += 1;
    const id = String(this.#ids);
    tx.afterCommit(() => {
      this.#unsent.set(id, { id, records, since: performance.now() });
      this.written.push(...records);
    });
    return id;
  }

  /** The first unsent rows behind the id `after`, in id order, without those in `known`. */
  read(known: readonly string[], after: string): { readonly rows: readonly Waiting[]; readonly more: boolean } {
    const skip = new Set(known);
    const found = [...this.#unsent.values()]
      .filter(({ id }) => Number(id) > Number(after) && !skip.has(id))
      .sort((one, other) => Number(one.id) - Number(other.id));
    return { rows: found.slice(0, READ_ROWS), more: found.length > READ_ROWS };
  }

  mark(ids: readonly string[]): void {
    for (const id of ids) this.#unsent.delete(id);
  }

  unsentBehind(floor: string): string[] {
    return [...this.#unsent.keys()].filter((id) => Number(id) > Number(floor));
  }

  /** Rows not marked as sent. */
  get unsent(): number {
    return this.#unsent.size;
  }
}
