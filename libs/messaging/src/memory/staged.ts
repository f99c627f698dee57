import type { Tx } from '../runtime/database.js';

/**
 * A map as a transaction sees it: its own writes over the committed ones. They become the committed ones when it
 * commits.
 */
export class Staged<Key, Row> {
  readonly committed = new Map<Key, Row>();
  readonly #writes = new WeakMap<Tx, Map<Key, Row | undefined>>();

  get(tx: Tx, key: Key): Row | undefined {
    const writes = this.#writes.get(tx);
    return writes?.has(key) ? writes.get(key) : this.committed.get(key);
  }

  /** `undefined` removes the row. */
  set(tx: Tx, key: Key, row: Row | undefined): void {
    let writes = this.#writes.get(tx);
    if (writes === undefined) {
      writes = new Map();
      this.#writes.set(tx, writes);
      tx.afterCommit(() => this.#commit(tx));
    }
    writes.set(key, row);
  }

  #commit(tx: Tx): void {
    for (const [key, row] of this.#writes.get(tx)!) {
      if (row === undefined) this.committed.delete(key);
      else this.committed.set(key, row);
    }
  }
}
