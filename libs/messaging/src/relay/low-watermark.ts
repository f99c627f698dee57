/** Milliseconds, twice the longest transaction (`transaction_timeout`): after it, every id given out before has been committed or never will be. */
const SETTLED_MS = 10_000;
/** Now and then everything is read, for writers that set themselves no such limit. */
const FROM_THE_START_EVERY_MS = 60_000;

/**
 * The id up to which nothing unsent can be left. Reads begin behind it, because the marks of the past stay in the index until
 * vacuum, and as long as any transaction is open vacuum removes none: 40,000 of them make a read take 25 ms.
 */
export class LowWatermark {
  #settled = 0n;
  #candidate: { readonly id: bigint; readonly since: number } | undefined;
  #readFromTheStart = 0;

  /** Behind this id a proof looks for unsent rows. */
  get id(): string {
    return String(this.#settled);
  }

  /** Behind this id a read that begins now looks for unsent rows. */
  forRead(now: number): string {
    if (now - this.#readFromTheStart < FROM_THE_START_EVERY_MS) return this.id;
    this.#readFromTheStart = now;
    return '0';
  }

  /**
   * A read that began at `began` left nothing out, and all that is visible up to `sentUpTo` is sent. Rows up to there that were not
   * visible yet are found by a read that begins when their transactions must have ended; only then is it the floor.
   */
  noteRead(began: number, sentUpTo: bigint): void {
    if (this.#candidate !== undefined && began - this.#candidate.since >= SETTLED_MS) {
      this.#settled = this.#candidate.id;
      this.#candidate = undefined;
    }
    this.#candidate ??= { id: sentUpTo, since: performance.now() };
  }

  /** What was read may be forgotten. */
  reset(): void {
    this.#settled = 0n;
    this.#candidate = undefined;
    this.#readFromTheStart = 0;
  }
}
