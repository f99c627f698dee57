import { metrics } from '@opentelemetry/api';
import type { PartyStatus } from './party-status.js';

const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What the caller counts; read at `/metrics`. */
export class CallMetrics {
  readonly #meter = metrics.getMeter('@sagaworks/messaging');
  readonly #duration = this.#meter.createHistogram('messaging.call.duration', {
    unit: 's',
    description: 'One attempt at a call to the outside',
    advice: { explicitBucketBoundaries: SECONDS },
  });

  constructor(private readonly parties: () => readonly PartyStatus[]) {
    this.#gauge('waiting', '{call}', 'Calls waiting for their party, in memory', ({ waiting }) => waiting);
    this.#gauge('open', '{call}', 'Calls that are not settled, in the table too', ({ open }) => open);
    this.#gauge(
      'oldest_age',
      's',
      'Since the oldest open call was asked for; 0 when there is none',
      ({ oldestOpenAt }) =>
        oldestOpenAt === undefined ? 0 : Math.max(0, (Date.now() - oldestOpenAt.getTime()) / 1_000),
    );
    this.#gauge('breaker.open', '', '1 while no calls are made to the party', ({ breaker }) =>
      breaker === 'open' ? 1 : 0,
    );
  }

  attempted(operation: string, outcome: string, startedAt: number): void {
    this.#duration.record((performance.now() - startedAt) / 1_000, { operation, outcome });
  }

  #gauge(name: string, unit: string, description: string, valueOf: (party: PartyStatus) => number): void {
    this.#meter.createObservableGauge(`messaging.call.${name}`, { unit, description }).addCallback((result) => {
      for (const each of this.parties()) result.observe(valueOf(each), { party: each.party });
    });
  }
}
