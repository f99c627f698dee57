export const OTHER = 'other';

/**
 * Labels of a metric whose values come from outside. Each set of values is a series that is kept, shipped and stored
 * for good, so the first `most` sets keep their names, and all further ones are told together as `other`.
 */
export class BoundedLabels<Name extends string> {
  readonly #known = new Set<string>();

  constructor(
    private readonly names: readonly Name[],
    private readonly most: number,
  ) {}

  of(values: Readonly<Record<Name, string>>): Readonly<Record<Name, string>> {
    const key = JSON.stringify(this.names.map((name) => values[name]));
    if (this.#known.has(key)) return values;
    if (this.#known.size >= this.most)
      return Object.fromEntries(this.names.map((name) => [name, OTHER])) as Record<Name, string>;
    this.#known.add(key);
    return values;
  }
}
