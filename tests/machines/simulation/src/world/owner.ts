/**
 * Whose doing an event is. What belongs to a dead owner never happens; what belongs to a
 * frozen one happens when it thaws.
 */
export class Owner {
  #alive = true;
  readonly #onDeath = new Set<() => void>();
  frozenUntil = 0;

  constructor(readonly name: string) {}

  get alive(): boolean {
    return this.#alive;
  }

  /** Returns what undoes it. */
  onDeath(work: () => void): () => void {
    this.#onDeath.add(work);
    return () => this.#onDeath.delete(work);
  }

  die(): void {
    this.#alive = false;
    for (const work of [...this.#onDeath]) work();
  }
}
