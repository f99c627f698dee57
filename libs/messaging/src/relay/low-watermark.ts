/**
 * Milliseconds, twice the longest transaction (`transaction_timeout`): after it, every id given out before has been
 * committed or never will be.
 */
export const SETTLED_MS = 10_000;
const CANDIDATE_EVERY_MS = 1_000;

/** What a read of the table has shown. */
export interface ReadUpTo {
  /** When it began, by the monotonic clock. */
  readonly began: number;
  /** It left out nothing visible up to this id. */
  readonly covered: bigint;
  /** The highest id in it that was given out more than `SETTLED_MS` before, by the database's clock; 0: none. */
  readonly old: bigint;
}

/**
 * The id up to which nothing unsent is left that is not on its way, nor can come. Reads begin behind it, because the
 * marks of the past stay in the index until vacuum, and as long as any transaction is open vacuum removes none. An id
 * is given out before all higher ones, so once one is older than the longest transaction nothing new appears below it;
 * what a clock that was set or a writer without a limit brings all the same is found by the sweep (`LateSweep`).
 */
export class LowWatermark {
  #settled: bigint | undefined;
  /** Ids that were read, and when: once that is long ago, a read that covers them settles them. */
  readonly #candidates: { readonly id: bigint; readonly since: number }[] = [];

  /** Whether it is to be taken from what the leader before has stored. */
  get unknown(): boolean {
    return this.#settled === undefined;
  }

  get id(): string {
    return String(this.#settled ?? 0n);
  }

  begin(stored: string): void {
    this.#settled = BigInt(stored);
  }

  noteRead({ began, covered, old }: ReadUpTo): void {
    const settled = this.#candidates.findLastIndex(({ id, since }) => began - since >= SETTLED_MS && id <= covered);
    if (settled >= 0) this.#raise(this.#candidates.splice(0, settled + 1).at(-1)!.id);
    this.#raise(old);
    const now = performance.now();
    if (now - (this.#candidates.at(-1)?.since ?? 0) >= CANDIDATE_EVERY_MS || this.#candidates.length === 0)
      this.#candidates.push({ id: covered, since: now });
  }

  /** What was read may be forgotten. */
  reset(): void {
    this.#settled = undefined;
    this.#candidates.length = 0;
  }

  #raise(id: bigint): void {
    if (id > (this.#settled ?? 0n)) this.#settled = id;
  }
}
