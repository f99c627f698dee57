import { Loaded } from '../handler/loaded.js';
import type { Tx } from '../runtime/database.js';
import { columns } from '../runtime/sql/columns.js';
import { objectOf, valueAt, type Path } from './paths.js';

/**
 * A PostgreSQL type, and the column's name where it is not the last part of its path:
 * `shipmentId` stands in `shipment_id`.
 */
export type Column = ColumnType | { readonly type: ColumnType; readonly column: string };
type ColumnType = 'text' | 'uuid' | 'int' | 'bigint' | 'boolean' | 'timestamptz' | 'jsonb';

export interface TableDeclaration {
  readonly table: string;
  /** What tells rows apart; more than one are joined with a slash. */
  readonly key: readonly Path[];
  /** Where each part of a row stands. Null is what a row leaves out. `bigint` is read as a number. */
  readonly columns: Readonly<Record<Path, Column>>;
  /** What never changes once a row is there. @default nothing */
  readonly once?: readonly Path[];
}

interface Declared {
  readonly path: Path;
  readonly name: string;
  readonly type: ColumnType;
}

/** One table of a participant: how its rows are brought in, for update, and taken out, over arrays. */
export class Table<Row extends object> {
  readonly #columns: readonly Declared[];
  readonly #key: readonly Declared[];
  readonly #insert: string;
  readonly #update: string;
  readonly #delete: string;
  readonly #updated: readonly Declared[];

  constructor(private readonly declaration: TableDeclaration) {
    const { table, key, once = [] } = declaration;
    this.#columns = Object.entries(declaration.columns).map(declared);
    this.#key = this.#columns.filter(({ path }) => key.includes(path));
    const changing = this.#columns.filter(({ path }) => !key.includes(path) && !once.includes(path));
    this.#updated = [...this.#key, ...changing];
    const same = this.#key.map(({ name }) => `"${table}"."${name}" = new."${name}"`).join(' AND ');
    const set = changing.map(({ name }) => `"${name}" = new."${name}"`).join(', ');
    this.#insert = `INSERT INTO "${table}" (${names(this.#columns)}) SELECT * FROM ${unnest(this.#columns)}`;
    this.#update = `UPDATE "${table}" SET ${set} FROM ${unnest(this.#updated)} AS new (${names(this.#updated)}) WHERE ${same}`;
    this.#delete = `DELETE FROM "${table}" USING ${unnest(this.#key)} AS new (${names(this.#key)}) WHERE ${same}`;
  }

  readonly keyOf = (row: Row): string => this.#key.map(({ path }) => String(valueAt(row, path))).join('/');

  /**
   * The rows that have one of these values at one of these places, locked in the order of their keys. One statement.
   */
  async lock(tx: Tx, by: Readonly<Record<Path, readonly string[]>>): Promise<Row[]> {
    const asked = Object.entries(by).map(([path, values]) => ({ ...this.#column(path), values }));
    if (asked.every(({ values }) => values.length === 0)) return [];
    const where = asked.map(({ name, type }, at) => `"${name}" = ANY($${at + 1}::${type}[])`).join(' OR ');
    const text = `SELECT ${names(this.#columns)} FROM "${this.declaration.table}" WHERE ${where} ORDER BY ${names(this.#key)} FOR UPDATE`;
    const rows = await tx.sql<Record<string, unknown>>(
      text,
      asked.map(({ values }) => values),
    );
    return rows.map((row) => this.#rowOf(row));
  }

  /** Statements for what was added, changed and removed, none for what was not; nothing is awaited. */
  write(tx: Tx, { added, changed, removed }: Pick<Loaded<Row>, 'added' | 'changed' | 'removed'>): void {
    if (removed.length > 0) void tx.sql(this.#delete, this.#values(removed, this.#key));
    if (added.length > 0) void tx.sql(this.#insert, this.#values(added, this.#columns));
    if (changed.length > 0) void tx.sql(this.#update, this.#values(changed, this.#updated));
  }

  #values(rows: readonly Row[], declaredColumns: readonly Declared[]): unknown[][] {
    return columns(rows.map((row) => declaredColumns.map(({ path, type }) => toSql(valueAt(row, path), type))));
  }

  #rowOf(row: Record<string, unknown>): Row {
    return objectOf(this.#columns.map(({ path, name, type }) => [path, fromSql(row[name], type)])) as Row;
  }

  #column(path: Path): Declared {
    return this.#columns.find((column) => column.path === path)!;
  }
}

function declared([path, column]: [Path, Column]): Declared {
  if (typeof column !== 'string') return { path, name: column.column, type: column.type };
  const last = path.slice(path.lastIndexOf('.') + 1);
  return { path, name: last.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), type: column };
}

function toSql(value: unknown, type: ColumnType): unknown {
  if (value === undefined || value === null) return null;
  if (type === 'jsonb') return JSON.stringify(value);
  return value instanceof Date ? value.toISOString() : value;
}

const fromSql = (value: unknown, type: ColumnType): unknown =>
  type === 'bigint' && value !== null ? Number(value) : value;

const names = (of: readonly Declared[]): string => of.map(({ name }) => `"${name}"`).join(', ');
const unnest = (of: readonly Declared[]): string =>
  `unnest(${of.map(({ type }, at) => `$${at + 1}::${type}[]`).join(', ')})`;
