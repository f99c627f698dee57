import pg from 'pg';

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

type Parse = (text: string) => unknown;

/** What a connection knows of a statement that it has prepared. */
export class Prepared {
  /** Until the server has described its rows, each run asks for it. */
  #columns: readonly { readonly name: string; readonly parse: Parse }[] | undefined;

  constructor(
    readonly name: string,
    readonly text: string,
  ) {}

  get described(): boolean {
    return this.#columns !== undefined;
  }

  describe(fields: readonly Field[]): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({
      name,
      parse: pg.types.getTypeParser(dataTypeID, 'text') as Parse,
    }));
  }

  row(values: readonly (string | null)[]): object {
    const columns = this.#columns!;
    const row: Record<string, unknown> = {};
    for (let at = 0; at < columns.length; at += 1) {
      const { name, parse } = columns[at]!;
      const value = values[at]!;
      row[name] = value === null ? null : parse(value);
    }
    return row;
  }
}

export interface Ran<Row extends object> {
  readonly rows: Row[];
  /** The verb of the command tag: a COMMIT of an aborted transaction is a `ROLLBACK`. */
  readonly command: string;
}

/** One run of a prepared statement. */
export class Statement {
  readonly #ended = Promise.withResolvers<Ran<object>>();
  readonly #rows: object[] = [];
  /** Answered, or known never to be. */
  ended = false;

  constructor(
    readonly prepared: Prepared,
    readonly values: readonly unknown[],
  ) {}

  get ran(): Promise<Ran<object>> {
    return this.#ended.promise;
  }

  row(values: readonly (string | null)[]): void {
    this.#rows.push(this.prepared.row(values));
  }

  /** `tag` as the server tells it, e.g. `INSERT 0 3`. A statement without rows has never been described. */
  complete(tag: string): void {
    if (!this.prepared.described) this.prepared.describe([]);
    const space = tag.indexOf(' ');
    this.ended = true;
    this.#ended.resolve({ rows: this.#rows, command: space < 0 ? tag : tag.slice(0, space) });
  }

  fail(error: Error): void {
    this.ended = true;
    this.#ended.reject(error);
  }
}
