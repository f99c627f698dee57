/** Retries for each success, and for each second: what fails everywhere must not be asked more than what works. */
const PER_SUCCESS = 0.2;
const PER_SECOND = 1;

/** Bounds the failed attempts at one party that are repeated (a retry budget; Google SRE, chapter 22). */
export class RetryBudget {
  #tokens: number;
  #at: number;

  /** `most`: unused ones that are kept. `now`: monotonic milliseconds. */
  constructor(
    private readonly most: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#tokens = most;
    this.#at = now();
  }

  /** Milliseconds until one retry may be made; 0 for now. */
  get waitMs(): number {
    const now = this.now();
    this.#tokens = Math.min(this.most, this.#tokens + ((now - this.#at) / 1_000) * PER_SECOND);
    this.#at = now;
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / PER_SECOND) * 1_000);
  }

  /** One retry is made. */
  spend(): void {
    this.#tokens = Math.max(0, this.#tokens - 1);
  }

  succeeded(): void {
    this.#tokens = Math.min(this.most, this.#tokens + PER_SUCCESS);
  }
}
