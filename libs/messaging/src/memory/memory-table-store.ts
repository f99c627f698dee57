import type { Store } from '../handler/handler.js';
import { Loaded } from '../handler/loaded.js';
import type { Tx } from '../runtime/database.js';
import type { Table } from '../table/table.js';
import type { Staged } from './staged.js';

/** The twin of `tableStore` for rows that are needed by their key. */
export const memoryTableStore = <Row extends object>(
  table: Table<Row>,
  rows: Staged<string, Row>,
): Store<string, Loaded<Row>> & { save(tx: Tx, loaded: Loaded<Row>): void } => ({
  load: (tx, keys) => Promise.resolve(new Loaded(table.keyOf, found(tx, rows, keys))),
  save: (tx, loaded) => writeRows(tx, rows, table, loaded),
});

/** The rows of these keys that are there. */
export const found = <Row>(tx: Tx, rows: Staged<string, Row>, keys: readonly string[]): Row[] =>
  keys.flatMap((key) => rows.get(tx, key) ?? []);

/** What `Table.write` does. */
export function writeRows<Row extends object>(
  tx: Tx,
  rows: Staged<string, Row>,
  table: Table<Row>,
  { added, changed, removed }: Loaded<Row>,
): void {
  for (const row of removed) rows.set(tx, table.keyOf(row), undefined);
  for (const row of [...added, ...changed]) rows.set(tx, table.keyOf(row), row);
}
