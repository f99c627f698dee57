import { metrics } from '@opentelemetry/api';

const meter = metrics.getMeter('@sagaworks/messaging');

const looks = meter.createCounter('messaging.consumer.failed_looks', {
  description: 'Times that a service could not find out how its consumer is doing, by group',
});
const skips = meter.createCounter('messaging.consumer.skipped', {
  unit: '{record}',
  description: 'Records that were deleted from a topic before the service had read them',
});

export const countFailedLook = (group: string): void => looks.add(1, { group });
export const countSkipped = (records: number, where: { readonly topic: string; readonly partition: number }): void =>
  skips.add(records, { topic: where.topic, partition: where.partition });
