import { BrokenCircuitError, circuitBreaker, type CircuitBreakerPolicy, CircuitState, ConsecutiveBreaker, handleWhen, type IBackoff } from 'cockatiel';

export interface BreakerSettings {
  /** Failures on different keys, with no success between, that open it. @default 5 */
  readonly failures: number;
  /** Milliseconds it stays open before one probe. @default 30_000 */
  readonly openMs: number;
}
export const defaultBreaker: BreakerSettings = { failures: 5, openMs: 30_000 };

/** When a probe may go is decided here: cockatiel asks the wall clock, which is set back now and then. */
const ANY_TIME: IBackoff<unknown> = { duration: -Infinity, next: () => ANY_TIME };

/** Stops calls to a party that fails for everyone. One key that fails again and again while nothing else does is that message's own trouble. */
export class PartyBreaker {
  readonly #failedKeys = new Set<string>();
  readonly #policy: CircuitBreakerPolicy;
  #openedAt = 0;

  constructor(private readonly settings: BreakerSettings = defaultBreaker) {
    const counts = (error: unknown) => this.#policy.state === CircuitState.HalfOpen || (error instanceof Failed && this.#isNewFailure(error.key));
    this.#policy = circuitBreaker(handleWhen(counts), { halfOpenAfter: ANY_TIME, breaker: new ConsecutiveBreaker(settings.failures) });
    this.#policy.onBreak(() => (this.#openedAt = performance.now()));
  }

  /** Milliseconds until a call may be made: 0 for now, Infinity while the one probe is out. */
  get waitMs(): number {
    if (this.#policy.state === CircuitState.Closed) return 0;
    if (this.#policy.state === CircuitState.HalfOpen) return Infinity;
    return Math.max(0, this.#openedAt + this.settings.openMs - performance.now());
  }

  /** Runs one call. Rejects with its error. Ask `waitMs` first: an open breaker rejects at once. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    if (this.waitMs > 0) throw new BrokenCircuitError();
    try {
      const result = await this.#policy.execute(() => work().catch((cause: unknown) => Promise.reject(new Failed(key, cause))));
      this.#failedKeys.clear();
      return result;
    } catch (error) {
      throw error instanceof Failed ? error.cause : error;
    }
  }

  #isNewFailure(key: string): boolean {
    if (this.#failedKeys.has(key)) return false;
    this.#failedKeys.add(key);
    return true;
  }
}

/** The policy's filter sees the error alone: this carries the key to it. */
class Failed {
  constructor(readonly key: string, readonly cause: unknown) {}
}
