import type { Party } from './call.js';
import type { OpenCall } from './open-call.js';
import { CircuitBreaker, type BreakerSettings } from './circuit-breaker.js';

const DEFAULT_CONCURRENCY = 16;
const LOOK_MS = 1_000;

export type Ended = 'succeeded' | 'failed' | 'withdrawn';

/** Where calls to one party wait until there is room and the party is not known to be down. */
export class Bulkhead {
  readonly #waiting: OpenCall[] = [];
  readonly #breaker: CircuitBreaker;
  #atWork = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `make` resolves to how the attempt has ended; `overdue` tells that a call's deadline is past. */
  constructor(
    readonly party: Party,
    private readonly make: (call: OpenCall) => Promise<Ended>,
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

  /** What the breaker says is asked once a look: asked twice, it may be open the first time and closed the second, and nobody looks again. */
  #pump(): void {
    let waitMs = 0;
    while (this.#atWork < (this.party.concurrency ?? DEFAULT_CONCURRENCY)) {
      waitMs = this.#breaker.waitMs;
      const call = this.#next(waitMs > 0);
      if (call === undefined) break;
      void this.#serve(call);
    }
    if (this.#waiting.length > 0)
      this.#timer ??= setTimeout(() => this.#look(), waitMs === 0 ? LOOK_MS : Math.min(waitMs, LOOK_MS)).unref();
  }

  #next(isOpen: boolean): OpenCall | undefined {
    if (!isOpen) return this.#waiting.shift();
    const late = this.#waiting.findIndex((call) => this.overdue(call));
    return late === -1 ? undefined : this.#waiting.splice(late, 1)[0];
  }

  async #serve(call: OpenCall): Promise<void> {
    this.#atWork += 1;
    // The last look-up of an overdue call is not a call: it neither waits for the breaker nor counts for it.
    const passage = this.overdue(call) ? undefined : this.#breaker.enter();
    let ended: Ended = 'withdrawn';
    try {
      ended = await this.make(call);
    } finally {
      if (ended === 'failed') passage?.failed(call.pending.key);
      else passage?.[ended]();
      this.#atWork -= 1;
      this.#pump();
    }
  }

  #look(): void {
    this.#timer = undefined;
    this.#pump();
  }
}
