import type { Outcome, WorkUnit } from '../handler/work-unit.js';
import type { RunnerLimits } from './runner-limits.js';

/** A unit, and whoever waits for it. */
export interface Waiting {
  readonly unit: WorkUnit;
  /** By the monotonic clock. */
  readonly since: number;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
}

/** What waits for a batch, in the order of arrival. */
export class UnitQueue {
  #waiting: Waiting[] = [];
  #bytes = 0;

  constructor(private readonly limits: Pick<RunnerLimits, 'batchMessages' | 'batchBytes' | 'queue' | 'queueBytes'>) {}

  /** Whether what is one of many should not wait here as well, for its number or its bytes. */
  isFull({ size }: WorkUnit): boolean {
    const { queue, queueBytes } = this.limits;
    return this.length >= queue || (this.length > 0 && this.#bytes + size > queueBytes);
  }

  get length(): number {
    return this.#waiting.length;
  }

  get oldest(): Waiting | undefined {
    return this.#waiting[0];
  }

  push(unit: WorkUnit): Promise<Outcome> {
    this.#bytes += unit.size;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ unit, since: performance.now(), resolve, reject });
    });
  }

  /** As many as fit into one batch, one at least. */
  take(): Waiting[] {
    let bytes = 0;
    const fits = ({ unit }: Waiting, index: number) =>
      index === 0 || (index < this.limits.batchMessages && bytes + unit.size <= this.limits.batchBytes);
    let count = 0;
    for (const waiting of this.#waiting) {
      if (!fits(waiting, count)) break;
      bytes += waiting.unit.size;
      count += 1;
    }
    this.#bytes -= bytes;
    return this.#waiting.splice(0, count);
  }

  reject(error: Error, which: (unit: WorkUnit) => boolean = () => true): void {
    const rejected = this.#waiting.filter(({ unit }) => which(unit));
    this.#waiting = this.#waiting.filter(({ unit }) => !which(unit));
    for (const { unit, reject } of rejected) {
      this.#bytes -= unit.size;
      reject(error);
    }
  }
}
