import type { Tx } from '../runtime/database.js';
import type { WireRecord } from '../message/message.js';
import type { OutboxEntry } from '../outbox/outbox.js';
import { SETTLED_MS } from '../relay/low-watermark.js';
import type { UnsentPage } from '../relay/relay-rows.js';

interface Row extends OutboxEntry {
  readonly bytes: number;
  readonly since: number;
}

/** The stored outbox of a service: what its transactions sent, until it is marked as sent. */
export class OutboxTable {
  readonly #unsent = new Map<string, Row>();
  #ids = 0;
  /** Up to where the last leader noted that all is sent. */
  floor = '0';
  /** All that was ever committed, in that order. */
  readonly written: WireRecord[] = [];

  /** A row that is there once the transaction is committed; its number is given out now, whatever becomes of it. */
  insert(tx: Tx, records: readonly WireRecord[]): string {
    this.#ids += 1;
    const id = String(this.#ids);
    tx.afterCommit(() => {
      const bytes = Buffer.byteLength(JSON.stringify(records));
      this.#unsent.set(id, { id, records, bytes, since: performance.now() });
      this.written.push(...records);
    });
    return id;
  }

  /**
   * The first unsent rows, in id order, without those in `known`: as many as a page has, and one more where its bytes
   * are reached.
   */
  read(
    known: readonly string[],
    { after, upTo = String(this.#ids) }: { readonly after: string; readonly upTo?: string },
    most: { readonly rows: number; readonly bytes: number } = { rows: Infinity, bytes: Infinity },
  ): UnsentPage {
    const skip = new Set(known);
    const found = [...this.#unsent.values()]
      .filter(({ id }) => Number(id) > Number(after) && Number(id) <= Number(upTo) && !skip.has(id))
      .sort((one, other) => Number(one.id) - Number(other.id));
    let bytes = 0;
    const rows = found.slice(0, most.rows).filter((row) => (bytes += row.bytes) - row.bytes < most.bytes);
    const isOld = ({ since }: Row) => performance.now() - since > SETTLED_MS;
    return {
      rows,
      more: found.length >= most.rows || rows.length < found.length,
      old: rows.findLast(isOld)?.id ?? '0',
    };
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
