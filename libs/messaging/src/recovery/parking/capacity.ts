import { SequenceFull } from '../../errors.js';

/** Which sequences were at their length limit when they were last seen. */
export class RoomKeeper {
  readonly #full = new Set<string>();

  constructor(private readonly limit: number) {}

  /** Nothing is parked at all. */
  clear(): void {
    this.#full.clear();
  }

  /** Lengths by name; `undefined` for a sequence that is not parked. */
  see(lengths: ReadonlyMap<string, number | undefined>): void {
    for (const [name, length] of lengths) {
      if (length !== undefined && length >= this.limit) this.#full.add(name);
      else this.#full.delete(name);
    }
  }

  insist(names: readonly string[]): void {
    const full = names.filter((name) => this.#full.has(name));
    if (full.length > 0)
      throw new SequenceFull(
        `${full.length} parked sequence(s) hold ${this.limit} messages or more: ${full
          .slice(0, 3)
          .map((name) => name.replace('\u0000', ' '))
          .join(', ')}`,
      );
  }
}
