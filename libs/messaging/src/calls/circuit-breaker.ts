import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  type IBackoff,
} from 'cockatiel';

export interface BreakerSettings {
  /** Failures on different keys, with no success between, that open it. @default 5 */
  readonly failures: number;
  /** Milliseconds it stays open before the first probe; twice as long each time that the probes fail. @default 2_000 */
  readonly openMs: number;
  /** Milliseconds it stays open at most before it is probed again. @default 30_000 */
  readonly longestOpenMs: number;
  /** Probes on different keys, one after the other, that must fail before it stays open: one alone may be that message's own trouble. @default 3 */
  readonly probes: number;
}
export const defaultBreaker: BreakerSettings = { failures: 5, openMs: 2_000, longestOpenMs: 30_000, probes: 3 };

/** When a probe may go is decided here: cockatiel asks the wall clock, which is set back now and then. */
const ANY_TIME: IBackoff<unknown> = { duration: -Infinity, next: () => ANY_TIME };

/** Stops calls to a party that fails for everyone. One key that fails again and again while nothing else does is that message's own trouble. */
export class CircuitBreaker {
  readonly #settings: BreakerSettings;
  readonly #failedKeys = new Set<string>();
  readonly #failedProbes = new Set<string>();
  readonly #policy: CircuitBreakerPolicy;
  /** How long it is open this time; 0 while it is closed. */
  #openMs = 0;
  #openUntil = 0;

  constructor(settings: Partial<BreakerSettings> = {}) {
    this.#settings = { ...defaultBreaker, ...settings };
    const counts = (error: unknown) =>
      this.#policy.state === CircuitState.HalfOpen || (error instanceof Failed && this.#isNewFailure(error.key));
    this.#policy = circuitBreaker(handleWhen(counts), {
      halfOpenAfter: ANY_TIME,
      breaker: new ConsecutiveBreaker(this.#settings.failures),
    });
    this.#policy.onBreak(() => this.#openMs === 0 && this.#open());
    this.#policy.onReset(() => (this.#openMs = 0));
  }

  /** Milliseconds until a call may be made: 0 for now, Infinity while a probe is out. */
  get waitMs(): number {
    if (this.#policy.state === CircuitState.Closed) return 0;
    if (this.#policy.state === CircuitState.HalfOpen) return Infinity;
    return Math.max(0, this.#openUntil - performance.now());
  }

  /** Runs one call. Rejects with its error. Ask `waitMs` first: an open breaker rejects at once. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    if (this.waitMs > 0) throw new BrokenCircuitError();
    const probing = this.#policy.state !== CircuitState.Closed;
    try {
      const result = await this.#policy.execute(() =>
        work().catch((cause: unknown) => Promise.reject(new Failed(key, cause))),
      );
      this.#failedKeys.clear();
      return result;
    } catch (error) {
      if (probing) this.#probeFailed(key);
      throw error instanceof Failed ? error.cause : error;
    }
  }

  #open(): void {
    const { openMs, longestOpenMs } = this.#settings;
    this.#openMs = Math.min(Math.max(openMs, 2 * this.#openMs), longestOpenMs);
    this.#openUntil = performance.now() + this.#openMs;
    this.#failedProbes.clear();
  }

  #probeFailed(key: string): void {
    this.#failedProbes.add(key);
    if (this.#failedProbes.size >= this.#settings.probes) this.#open();
  }

  #isNewFailure(key: string): boolean {
    if (this.#failedKeys.has(key)) return false;
    this.#failedKeys.add(key);
    return true;
  }
}

/** The policy's filter sees the error alone: this carries the key to it. */
class Failed {
  constructor(
    readonly key: string,
    readonly cause: unknown,
  ) {}
}
