import { metrics } from '@opentelemetry/api';

/**
 * How well work merges: `sagaworks.batch.messages` over `sagaworks.batches` is messages a transaction; and how long the
 * oldest of what waits has waited. Returns the function that ends it.
 */
export function observeBatches(
  batches: { readonly count: number; readonly messages: number },
  waitedMs: () => number,
): () => void {
  const meter = metrics.getMeter('@sagaworks/messaging');
  const count = meter.createObservableCounter('sagaworks.batches', { description: 'Transactions run' });
  const messages = meter.createObservableCounter('sagaworks.batch.messages', {
    description: 'Messages, answers, requests and deadlines handled in them',
  });
  const oldest = meter.createObservableGauge('messaging.batch.oldest', {
    unit: 's',
    description: 'How long the oldest unit that waits for a batch, or is in one, has waited',
  });
  const observers = [
    [count, (result) => result.observe(batches.count)],
    [messages, (result) => result.observe(batches.messages)],
    [oldest, (result) => result.observe(waitedMs() / 1000)],
  ] satisfies [typeof count, Parameters<(typeof count)['addCallback']>[0]][];
  for (const [instrument, observe] of observers) instrument.addCallback(observe);
  return () => {
    for (const [instrument, observe] of observers) instrument.removeCallback(observe);
  };
}
