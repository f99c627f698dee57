const EVERY_MS = 60_000;
/** Milliseconds that one page may take, about. */
const PAGE_MS = 50;
const SMALLEST = 20_000n;
const LARGEST = 500_000n;

/** The ids of one page: those behind `after`, up to `upTo`. */
export interface SweptPage {
  readonly after: string;
  readonly upTo: string;
}

/**
 * Looks now and then through what lies below the low watermark, where nothing unsent should be, page by page: a page's
 * length in ids grows while pages are quick, since what they cost is the marks that vacuum could not remove.
 */
export class LateSweep {
  #at = 0n;
  #length = SMALLEST;
  #endedAt = 0;

  /** The page to look through now, if it is time for one. */
  next(floor: string, now: number): SweptPage | undefined {
    if (this.#at === 0n && this.#endedAt > 0 && now - this.#endedAt < EVERY_MS) return undefined;
    const last = BigInt(floor);
    if (this.#at >= last) {
      this.#at = 0n;
      this.#endedAt = now;
      this.#length = SMALLEST;
      return undefined;
    }
    const upTo = this.#at + this.#length < last ? this.#at + this.#length : last;
    return { after: String(this.#at), upTo: String(upTo) };
  }

  /** The page was looked through, up to this id; `took`: in milliseconds. */
  done(upTo: string, took: number): void {
    this.#at = BigInt(upTo);
    if (took > PAGE_MS) this.#length = this.#length / 2n > SMALLEST ? this.#length / 2n : SMALLEST;
    else if (took < PAGE_MS / 4 && this.#length < LARGEST) this.#length *= 2n;
  }

  reset(): void {
    this.#at = 0n;
    this.#endedAt = 0;
  }
}
