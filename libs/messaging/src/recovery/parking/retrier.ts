import type { WorkUnit, Outcome } from '../../handler/work-unit.js';
import type { Logger } from '../../runtime/logger.js';
import type { ParkedHead, ParkedHeads } from '../ports.js';
import type { RetrySource } from './retry-source.js';
import { retrySpan } from '../spans.js';
import { Loop } from '../../runtime/loop.js';

export interface DrainOptions {
  readonly heads: ParkedHeads;
  readonly source: RetrySource;
  /** Resolves after the commit in which the unit ended. */
  readonly submit: (unit: WorkUnit) => Promise<Outcome>;
  readonly log: Logger;
  /**
   * Milliseconds between looks at the table while nothing is due: how late a sequence parked by another instance may be
   * noticed.
   * @default 5_000
   */
  readonly idleMs?: number;
  /** Milliseconds between looks while what is due is in another instance's hands. @default 250 */
  readonly busyMs?: number;
}

/** Milliseconds between looks that found nothing to try, whatever the table says. */
const SHORTEST_MS = 10;
/** Heads in one go; one head a sequence. */
const AT_ONCE = 50;

/**
 * Retries parked messages when they are due. It sleeps until the next date, so it costs next to nothing while nothing
 * is due.
 */
export class Retrier {
  readonly #loop: Loop;
  /** What waits for a version may have waited for this process. */
  #awake = false;

  constructor(private readonly options: DrainOptions) {
    this.#loop = new Loop(() => this.#look(), { does: 'retry parked messages', log: options.log, retryMs: 1_000 });
  }

  start(): void {
    void this.#loop.start();
  }

  /** Something was parked or redriven: look now. */
  wake(): void {
    this.#loop.wake();
  }

  /** Finishes the tries in hand. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Resolves to the milliseconds until the next look. */
  async #look(): Promise<number> {
    const { heads, idleMs = 5_000, busyMs = 250 } = this.options;
    if (!this.#awake) await heads.wakeWaiting();
    this.#awake = true;
    const due = await heads.due(AT_ONCE);
    if (due.heads.length === 0) return Math.min(Math.max(due.nextMs ?? idleMs, SHORTEST_MS), idleMs);
    const outcomes = await Promise.all(due.heads.map((head) => this.#try(head)));
    return outcomes.every(({ kind }) => kind === 'skipped') ? busyMs : 0;
  }

  async #try(head: ParkedHead): Promise<Outcome> {
    const span = retrySpan(head);
    const outcome = await this.options.submit(this.options.source.unitOf(head, span.trace));
    span.set({ 'retry.outcome': outcome.kind });
    span.end(outcome.kind === 'failed' ? { error: outcome.error, final: false } : undefined);
    return outcome;
  }
}
