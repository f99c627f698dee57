import { metrics, type ObservableResult } from '@opentelemetry/api';
import type { BlockedPartition, UnhandledRecord } from '../message/broker.js';

/** What stands before the batches, as its consumer tells it. */
export interface Unhandled {
  readonly blocked: readonly BlockedPartition[];
  readonly oldest: readonly UnhandledRecord[];
}

/** The metrics `messaging.consumer.oldest` and `messaging.consumer.blocked`. */
export class ConsumerGauge {
  readonly #oldest = metrics.getMeter('@sagaworks/messaging').createObservableGauge('messaging.consumer.oldest', {
    unit: 's',
    description: 'Age of the oldest record that was read and is not handled, by partition',
  });
  readonly #blocked = metrics.getMeter('@sagaworks/messaging').createObservableGauge('messaging.consumer.blocked', {
    unit: '{partition}',
    description: 'Partitions whose next records cannot be handled',
  });

  constructor(private readonly read: () => Unhandled) {}

  start(): void {
    this.#oldest.addCallback(this.#observeOldest);
    this.#blocked.addCallback(this.#observeBlocked);
  }

  stop(): void {
    this.#oldest.removeCallback(this.#observeOldest);
    this.#blocked.removeCallback(this.#observeBlocked);
  }

  readonly #observeOldest = (result: ObservableResult): void => {
    for (const { topic, partition, at } of this.read().oldest)
      result.observe(Math.max(0, Date.now() - at.getTime()) / 1_000, { topic, partition });
  };

  readonly #observeBlocked = (result: ObservableResult): void => result.observe(this.read().blocked.length);
}
