import type { Outcome, WorkUnit } from '../handler/work-unit.js';

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

  constructor(private readonly limits: { readonly batchMessages: number; readonly batchBytes: number }) {}

  get length(): number {
    return this.#waiting.length;
  }

  get oldest(): Waiting | undefined {
    return this.#waiting[0];
  }

  push(unit: WorkUnit): Promise<Outcome> {
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
    return this.#waiting.splice(0, count);
  }

  reject(error: Error, which: (unit: WorkUnit) => boolean = () => true): void {
    const rejected = this.#waiting.filter(({ unit }) => which(unit));
    this.#waiting = this.#waiting.filter(({ unit }) => !which(unit));
    for (const { reject } of rejected) reject(error);
  }
}
