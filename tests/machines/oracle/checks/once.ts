import type { Facts } from '../facts.js';

/** The outside world did each thing for an order once, whatever keys it was asked under. */
export function onceOutside({ outside }: Facts): string[] {
  const done = outside.operations.filter(({ outcome, orderId }) => outcome === 'done' && orderId !== null);
  const byDeed = Map.groupBy(done, ({ orderId, kind }) => `the ${kind} of order ${orderId}`);
  return [...byDeed]
    .filter(([, times]) => times.length > 1)
    .map(([deed, times]) => `${deed} was done ${times.length} times: ${times.map(({ key }) => key).join(', ')}`);
}
