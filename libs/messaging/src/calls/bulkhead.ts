import type { Party } from './call.js';
import type { OpenCall } from './open-call.js';
import { CircuitBreaker, type BreakerSettings } from './circuit-breaker.js';

const DEFAULT_CONCURRENCY = 16;
const LOOK_MS = 1_000;

/** Where calls to one party wait until there is room and the party is not known to be down. */
export class Bulkhead {
  readonly #waiting: OpenCall[] = [];
  readonly #breaker: CircuitBreaker;
  #atWork = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `make` resolves when the attempt has ended, whichever way; `overdue` tells that a call's deadline is past. */
  constructor(
    readonly party: Party,
    private readonly make: (call: OpenCall, through: <T>(work: () => Promise<T>) => Promise<T>) => Promise<void>,
    private readonly overdue: (call: OpenCall) => boolean,
    settings?: Partial<BreakerSettings>,
  ) {
    this.#breaker = new CircuitBreaker(settings);
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get isOpen(): boolean {
    return this.#breaker.waitMs > 0;
  }

  join(call: OpenCall): void {
    this.#waiting.push(call);
    this.#pump();
  }

  clear(): void {
    this.#waiting.length = 0;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #pump(): void {
    while (this.#atWork < (this.party.concurrency ?? DEFAULT_CONCURRENCY)) {
      const call = this.#next();
      if (call === undefined) break;
      void this.#serve(call);
    }
    if (this.#waiting.length > 0 && this.isOpen)
      this.#timer ??= setTimeout(() => this.#look(), Math.min(this.#breaker.waitMs, LOOK_MS)).unref();
  }

  #next(): OpenCall | undefined {
    if (!this.isOpen) return this.#waiting.shift();
    const late = this.#waiting.findIndex((call) => this.overdue(call));
    return late === -1 ? undefined : this.#waiting.splice(late, 1)[0];
  }

  async #serve(call: OpenCall): Promise<void> {
    this.#atWork += 1;
    // The last look-up of an overdue call is no call: it neither waits for the breaker nor counts for it.
    const through = this.overdue(call)
      ? <T>(work: () => Promise<T>) => work()
      : <T>(work: () => Promise<T>) => this.#breaker.run(call.pending.key, work);
    await this.make(call, through);
    this.#atWork -= 1;
    this.#pump();
  }

  #look(): void {
    this.#timer = undefined;
    this.#pump();
  }
}
