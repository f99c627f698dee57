import { metrics } from '@opentelemetry/api';
import type { UnsentEntry } from './relay-queue.js';

const DELAY_SECONDS = [
  0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.025, 0.035, 0.05, 0.1, 0.25, 1, 5, 30,
];
const RECORDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/** What the relay counts; read at `/metrics`. */
export class RelayMetrics {
  readonly #meter = metrics.getMeter('@sagaworks/messaging');
  readonly #delay = this.#meter.createHistogram('messaging.outbox.delay', {
    unit: 's',
    description: 'From the commit until the broker has the messages',
    advice: { explicitBucketBoundaries: DELAY_SECONDS },
  });
  readonly #records = this.#meter.createHistogram('messaging.outbox.send.records', {
    unit: '{message}',
    description: 'Messages in one send',
    advice: { explicitBucketBoundaries: RECORDS },
  });
  readonly #refused = this.#meter.createCounter('messaging.outbox.refused', {
    unit: '{message}',
    description: 'Messages the broker refused for good',
  });

  readonly #republished = this.#meter.createCounter('messaging.outbox.republished', {
    unit: '{message}',
    description: 'Messages sent again, by cause: an operator, or a broker that has lost them',
  });

  constructor(backlog: () => number, leads: () => boolean) {
    this.#meter
      .createObservableGauge('messaging.outbox.backlog', {
        unit: '{message}',
        description: 'Messages that the broker has never had, about',
      })
      .addCallback((result) => result.observe(backlog()));
    this.#meter
      .createObservableGauge('messaging.outbox.leader', { description: '1 if this instance sends' })
      .addCallback((result) => result.observe(leads() ? 1 : 0));
  }

  sent(entries: readonly UnsentEntry[]): void {
    const now = performance.now();
    for (const { since } of entries) this.#delay.record((now - since) / 1_000);
    this.#records.record(entries.reduce((sum, { records }) => sum + records.length, 0));
  }

  refused(messages: number): void {
    this.#refused.add(messages);
  }

  republished(messages: number, cause: string): void {
    this.#republished.add(messages, { cause });
  }
}
