import { metrics } from '@opentelemetry/api';
import type { Bulkhead } from './bulkhead.js';

const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What the caller counts; read at `/metrics`. */
export class CallMetrics {
  readonly #meter = metrics.getMeter('@sagaworks/messaging');
  readonly #duration = this.#meter.createHistogram('messaging.call.duration', {
    unit: 's',
    description: 'One attempt at a call to the outside',
    advice: { explicitBucketBoundaries: SECONDS },
  });

  constructor(desks: ReadonlyMap<string, Bulkhead>) {
    this.#meter
      .createObservableGauge('messaging.call.waiting', { unit: '{call}', description: 'Calls waiting for their party' })
      .addCallback((result) => {
        for (const [party, desk] of desks) result.observe(desk.waiting, { party });
      });
    this.#meter
      .createObservableGauge('messaging.call.breaker.open', { description: '1 while no calls are made to the party' })
      .addCallback((result) => {
        for (const [party, desk] of desks) result.observe(desk.isOpen ? 1 : 0, { party });
      });
  }

  attempted(operation: string, outcome: string, startedAt: number): void {
    this.#duration.record((performance.now() - startedAt) / 1_000, { operation, outcome });
  }
}
