import { metrics } from '@opentelemetry/api';

/** How well work merges: `sagaworks.batch.messages` over `sagaworks.batches` is messages a transaction. */
export function observeBatches(batches: { readonly count: number; readonly messages: number }): void {
  const meter = metrics.getMeter('@sagaworks/messaging');
  meter
    .createObservableCounter('sagaworks.batches', { description: 'Transactions run' })
    .addCallback((result) => result.observe(batches.count));
  meter
    .createObservableCounter('sagaworks.batch.messages', {
      description: 'Messages, answers, requests and deadlines handled in them',
    })
    .addCallback((result) => result.observe(batches.messages));
}
