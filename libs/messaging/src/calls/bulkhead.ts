import type { Party } from './call.js';
import { CircuitBreaker, type BreakerSettings, type Passage } from './circuit-breaker.js';
import { Lanes } from './lanes.js';
import type { OpenCall } from './open-call.js';
import { RetryBudget } from './retry-budget.js';

export const DEFAULT_CONCURRENCY = 16;
/** While calls wait, somebody looks at least as often, whatever it is that they wait for. */
const LOOK_MS = 1_000;
/** A process that can make no calls now looks whether it can so often, or when it is told. */
const PAUSE_MS = 250;
/** Of the places, the part that last look-ups of overdue calls may take. */
const LATE_PART = 4;
const LATENCY_WEIGHT = 0.1;
/**
 * So many calls a place are on record with the transaction that wrote them, where none waits: a batch that is larger
 * comes apart, since the rest waits for a statement. One that is not begun costs a look-up after a crash.
 */
const RECORDED_AHEAD = 16;

/**
 * How an attempt ended for the party; `not-now`: it was not made, and this process can make none before it is told to
 * go on.
 */
export type Ended = 'succeeded' | 'failed' | 'withdrawn' | 'not-now';

export interface BulkheadWork {
  /** Database time in milliseconds. */
  now(): number;
  make(call: OpenCall): Promise<Ended>;
  /** Its deadline is past, and it never began. */
  giveUp(call: OpenCall): void;
}

/**
 * Where calls to one party wait until there is room and the party is not known to be down. Invariant: while calls wait,
 * a timer is set; each look decides from one reading of clock and breaker, and the end of a call is a look.
 */
export class Bulkhead {
  readonly concurrency: number;
  readonly #lanes = new Lanes();
  readonly #resting = new Map<OpenCall, NodeJS.Timeout>();
  readonly #breaker: CircuitBreaker;
  readonly #retries: RetryBudget;
  #inFlight = 0;
  #lookingBack = 0;
  #latencyMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;
  #paused = false;
  #answeredAt: number | undefined;

  constructor(
    party: Party,
    private readonly work: BulkheadWork,
    settings?: Partial<BreakerSettings>,
  ) {
    this.concurrency = party.concurrency ?? DEFAULT_CONCURRENCY;
    this.#breaker = new CircuitBreaker(settings);
    this.#retries = new RetryBudget(2 * this.concurrency);
  }

  /** Calls that wait for a place or for their next attempt. */
  get waiting(): number {
    return this.#lanes.size + this.#resting.size;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get isOpen(): boolean {
    return this.#breaker.waitMs > 0;
  }

  get isOverloaded(): boolean {
    return this.#lanes.isOverloaded(this.work.now());
  }

  /** Calls that are not on record as begun and are next to be made: what all places take in one turn. */
  get comingNext(): OpenCall[] {
    return this.#lanes.comingNext(this.concurrency, this.work.now());
  }

  /** Database time in milliseconds. */
  get lastAnsweredAt(): number | undefined {
    return this.#answeredAt;
  }

  /** How many more calls would be made at once, or in the next few turns of the places. */
  get soon(): number {
    if (this.#paused || this.#lanes.size > 0 || this.isOpen) return 0;
    return Math.max(0, RECORDED_AHEAD * this.concurrency - this.#inFlight);
  }

  join(call: OpenCall): void {
    this.#lanes.add(call, this.work.now());
    this.#pump();
  }

  /** Joins after a while. */
  rest(call: OpenCall, milliseconds: number): void {
    const timer = setTimeout(() => {
      this.#resting.delete(call);
      this.join(call);
    }, milliseconds);
    this.#resting.set(call, timer.unref());
  }

  /** Whether it waited; it does not any more. */
  remove(call: OpenCall): boolean {
    clearTimeout(this.#resting.get(call));
    return this.#resting.delete(call) || this.#lanes.remove(call);
  }

  /** A call that is left to the table rather than this one, if any: one whose deadline will be missed. */
  leastOf(call: OpenCall): OpenCall | undefined {
    return this.#lanes.leastOf(call, this.work.now());
  }

  /** The process can make calls (again). */
  resume(): void {
    this.#paused = false;
    this.#pump();
  }

  clear(): void {
    this.#lanes.clear();
    for (const timer of this.#resting.values()) clearTimeout(timer);
    this.#resting.clear();
    this.#setTimer(Infinity);
  }

  #pump(): void {
    const now = this.work.now();
    for (const call of this.#lanes.sweep(now)) this.work.giveUp(call);
    let lookIn = this.#paused ? PAUSE_MS : LOOK_MS;
    while (!this.#paused && this.#inFlight < this.concurrency) {
      const step = this.#next(now);
      if (typeof step === 'number') {
        lookIn = Math.min(step, LOOK_MS);
        break;
      }
      void this.#serve(step);
    }
    const untilDeadline = Math.max(1, this.#lanes.earliestDeadline - now);
    this.#setTimer(this.#lanes.size === 0 ? Infinity : Math.min(lookIn, untilDeadline));
  }

  /** The next call, or milliseconds to wait for one. */
  #next(now: number): OpenCall | number {
    const breakerMs = this.#breaker.waitMs;
    if (breakerMs > 0) return breakerMs;
    const retryMs = this.#retries.waitMs;
    const mayRetry = this.#breaker.isClosed ? retryMs === 0 : 'probing';
    const mayLookBack = this.#lookingBack < Math.max(1, Math.floor(this.concurrency / LATE_PART));
    const call = this.#lanes.next({ now, latencyMs: this.#latencyMs, mayRetry, mayLookBack });
    if (call === undefined) return retryMs === 0 ? LOOK_MS : retryMs;
    if (call.tries > 0 && mayRetry === true) this.#retries.spend();
    return call;
  }

  async #serve(call: OpenCall): Promise<void> {
    const passage = this.#breaker.enter();
    const isLate = (call.pending.deadline?.getTime() ?? Infinity) <= this.work.now();
    this.#inFlight += 1;
    if (isLate) this.#lookingBack += 1;
    let ended: Ended = 'withdrawn';
    const began = performance.now();
    try {
      ended = await this.work.make(call);
    } finally {
      this.#inFlight -= 1;
      if (isLate) this.#lookingBack -= 1;
      this.#ended(ended, call, passage, performance.now() - began);
      this.#pump();
    }
  }

  #ended(ended: Ended, call: OpenCall, passage: Passage, took: number): void {
    if (ended === 'failed') return passage.failed(call.pending.key);
    if (ended !== 'succeeded') passage.withdrawn();
    if (ended === 'not-now') {
      this.#paused = true;
      this.#lanes.add(call, this.work.now());
    }
    if (ended !== 'succeeded') return;
    passage.succeeded();
    this.#retries.succeeded();
    this.#latencyMs += LATENCY_WEIGHT * (took - this.#latencyMs);
    this.#answeredAt = this.work.now();
  }

  /** The earlier of two wishes counts. */
  #setTimer(milliseconds: number): void {
    const at = performance.now() + milliseconds;
    if (milliseconds !== Infinity && this.#timer !== undefined && at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = milliseconds === Infinity ? undefined : setTimeout(() => this.#look(), milliseconds).unref();
  }

  #look(): void {
    this.#timer = undefined;
    this.#paused = false;
    this.#pump();
  }
}
