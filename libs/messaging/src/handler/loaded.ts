/** The rows that a batch has loaded, by key; what is put or removed is saved. */
export class Loaded<Row> {
  readonly #loaded: ReadonlyMap<string, Row>;
  readonly #rows: Map<string, Row>;

  constructor(
    private readonly keyOf: (row: Row) => string,
    rows: readonly Row[] = [],
  ) {
    this.#loaded = new Map(rows.map((row) => [keyOf(row), row]));
    this.#rows = new Map(this.#loaded);
  }

  find(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  put(row: Row): Row {
    this.#rows.set(this.keyOf(row), row);
    return row;
  }

  remove(key: string): void {
    this.#rows.delete(key);
  }

  get all(): Row[] {
    return [...this.#rows.values()];
  }

  /** Those that were not there. */
  get added(): Row[] {
    return this.#entries(([key]) => !this.#loaded.has(key));
  }

  /** Those that were there, and are put anew. */
  get changed(): Row[] {
    return this.#entries(([key, row]) => this.#loaded.has(key) && this.#loaded.get(key) !== row);
  }

  /** Those that were there, and are there no more. */
  get removed(): Row[] {
    return [...this.#loaded].filter(([key]) => !this.#rows.has(key)).map(([, row]) => row);
  }

  #entries(among: (entry: [string, Row]) => boolean): Row[] {
    return [...this.#rows].filter(among).map(([, row]) => row);
  }
}
