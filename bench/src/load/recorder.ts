import { build } from 'hdr-histogram-js';
import type { Window } from './messages.js';

const microseconds = 1000;

/** Counts only what ends while it is open; what goes wrong counts always. */
export class Recorder {
  readonly #latencies = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 600_000_000,
    numberOfSignificantValueDigits: 3,
  });
  readonly #wrong: Record<string, number> = {};
  #openedAt: number | undefined;
  #seconds = 0;

  open(now = performance.now()): void {
    this.#openedAt = now;
  }

  close(now = performance.now()): void {
    this.#seconds = (now - (this.#openedAt ?? now)) / 1000;
    this.#openedAt = undefined;
  }

  ended(milliseconds: number, status: string): void {
    if (status !== 'fulfilled') this.#wrong[status] = (this.#wrong[status] ?? 0) + 1;
    else if (this.#openedAt !== undefined) this.#latencies.recordValue(Math.round(milliseconds * microseconds));
  }

  window(inFlight: number): Window {
    const orders = this.#latencies.totalCount;
    const at = (percentile: number) =>
      orders === 0 ? 0 : this.#latencies.getValueAtPercentile(percentile) / microseconds;
    const perSecond = this.#seconds === 0 ? 0 : orders / this.#seconds;
    return {
      inFlight,
      seconds: this.#seconds,
      orders,
      perSecond,
      p50: at(50),
      p99: at(99),
      max: at(100),
      wrong: this.#wrong,
    };
  }
}
