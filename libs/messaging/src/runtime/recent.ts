/** Remembers at least the last `size` names given to it, and at most twice as many. */
export class Recent {
  #young = new Set<string>();
  #old: ReadonlySet<string> = new Set();

  constructor(private readonly size: number) {}

  add(name: string): void {
    this.#young.add(name);
    if (this.#young.size < this.size) return;
    // Taking the oldest out of one set, one by one, would leave holes that each next look for the oldest walks over.
    this.#old = this.#young;
    this.#young = new Set();
  }

  has(name: string): boolean {
    return this.#young.has(name) || this.#old.has(name);
  }
}
