export interface BreakerSettings {
  /** Failures on different keys, with no success between, that open it. @default 5 */
  readonly failures: number;
  /** Milliseconds it stays open before the first probe; twice as long each time that the probes fail. @default 2_000 */
  readonly openMs: number;
  /** Milliseconds it stays open at most before it is probed again. @default 30_000 */
  readonly longestOpenMs: number;
  /**
   * Probes on different keys, one after the other, that must fail before it stays open: one alone may be that message's
   * own trouble.
   * @default 3
   */
  readonly probes: number;
}
export const defaultBreaker: BreakerSettings = { failures: 5, openMs: 2_000, longestOpenMs: 30_000, probes: 3 };

/** One call that was let through: told once how it ended. */
export interface Passage {
  succeeded(): void;
  failed(key: string): void;
  /** It was not made after all, which says nothing of the party. */
  withdrawn(): void;
}

/**
 * Stops calls to a party that fails for everyone. One key that fails again and again while nothing else does is that
 * message's own trouble.
 */
export class CircuitBreaker {
  readonly #settings: BreakerSettings;
  /** Keys that failed since the last success, or, while it is open, as probes since it opened. */
  readonly #failedKeys = new Set<string>();
  /** How long it is open this time; 0 while it is closed. */
  #openMs = 0;
  #openUntil = 0;
  #probing = false;

  /** `now`: monotonic milliseconds; the wall clock is set back now and then. */
  constructor(
    settings: Partial<BreakerSettings> = {},
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#settings = { ...defaultBreaker, ...settings };
  }

  /** Milliseconds until a call may be made: 0 for now, Infinity while a probe is out, whose end tells more. */
  get waitMs(): number {
    if (this.#openMs === 0) return 0;
    return this.#probing ? Infinity : Math.max(0, this.#openUntil - this.now());
  }

  get isClosed(): boolean {
    return this.#openMs === 0;
  }

  /** Lets one call through; whoever asked `waitMs` and was told 0. While it is open that is the probe. */
  enter(): Passage {
    return this.#openMs === 0 ? this.#call() : this.#probe();
  }

  /** Calls that were out when it opened tell nothing any more. */
  #call(): Passage {
    const whileClosed = (heard: () => void) => (this.#openMs === 0 ? heard() : undefined);
    return {
      succeeded: () => whileClosed(() => this.#failedKeys.clear()),
      failed: (key) => whileClosed(() => this.#count(key, this.#settings.failures)),
      withdrawn: () => undefined,
    };
  }

  #probe(): Passage {
    this.#probing = true;
    return {
      succeeded: () => {
        this.#probing = false;
        this.#openMs = 0;
        this.#failedKeys.clear();
      },
      failed: (key) => {
        this.#probing = false;
        this.#count(key, this.#settings.probes);
      },
      withdrawn: () => {
        this.#probing = false;
      },
    };
  }

  #count(key: string, limit: number): void {
    this.#failedKeys.add(key);
    if (this.#failedKeys.size < limit) return;
    const { openMs, longestOpenMs } = this.#settings;
    this.#openMs = Math.min(Math.max(openMs, 2 * this.#openMs), longestOpenMs);
    this.#openUntil = this.now() + this.#openMs;
    this.#failedKeys.clear();
  }
}
