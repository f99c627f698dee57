import type { Store } from '../handler/handler.js';
import { Loaded } from '../handler/loaded.js';
import type { Tx } from '../runtime/database.js';
import type { Path } from './paths.js';
import type { Table } from './table.js';

/**
 * A store over one table, to extend: `class PaymentStore extends tableStore(payments, 'sagaId') {}`. Its handlers need
 * rows by what stands at `by`; one statement brings a batch in, at most three take it out.
 */
export function tableStore<Row extends object>(
  table: Table<Row>,
  by: Path,
): new () => Store<string, Loaded<Row>> & { save(tx: Tx, rows: Loaded<Row>): void } {
  return class {
    async load(tx: Tx, keys: readonly string[]): Promise<Loaded<Row>> {
      return new Loaded(table.keyOf, await table.lock(tx, { [by]: keys }));
    }

    save(tx: Tx, rows: Loaded<Row>): void {
      table.write(tx, rows);
    }
  };
}
