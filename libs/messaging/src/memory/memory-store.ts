import type { Store } from '../handler/handler.js';
import type { Tx } from '../runtime/database.js';
import { Staged } from './staged.js';

export interface MemoryStoreShape<Key, Row, State> {
  /** What the decisions of a batch share, made from copies of the rows; `undefined` for a row that is not there. */
  toState(rows: ReadonlyMap<Key, Row | undefined>): State;
  /** The rows to write; `undefined` removes one. Those left out stay as they are. */
  toRows(state: State): Iterable<readonly [Key, Row | undefined]>;
}

/** A store over a map: rows are copied when they are loaded, and written when the transaction commits. */
export interface MemoryStore<Key, Row, State> extends Store<Key, State> {
  /** The committed rows, to look at and to fill before a test. */
  readonly rows: Map<Key, Row>;
}

/** Rows must be what `structuredClone` can copy; keys what a `Map` tells apart. */
export function memoryStore<Key, Row, State>(shape: MemoryStoreShape<Key, Row, State>): MemoryStore<Key, Row, State> {
  const staged = new Staged<Key, Row>();
  return {
    rows: staged.committed,
    load: (tx: Tx, keys: readonly Key[]) =>
      Promise.resolve(shape.toState(new Map(keys.map((key) => [key, structuredClone(staged.get(tx, key))])))),
    save(tx: Tx, state: State): void {
      for (const [key, row] of shape.toRows(state)) staged.set(tx, key, structuredClone(row));
    },
  };
}

/** The store whose state is just the loaded rows by key: a decision reads, sets and deletes them in the map. */
export const memoryMapStore = <Key, Row>(): MemoryStore<Key, Row, Map<Key, Row>> => {
  const loadedKeys = new WeakMap<Map<Key, Row>, readonly Key[]>();
  return memoryStore<Key, Row, Map<Key, Row>>({
    toState(rows) {
      const state = new Map([...rows].filter((entry): entry is [Key, Row] => entry[1] !== undefined));
      loadedKeys.set(state, [...rows.keys()]);
      return state;
    },
    toRows: (state) =>
      [...new Set([...loadedKeys.get(state)!, ...state.keys()])].map((key) => [key, state.get(key)] as const),
  });
};
