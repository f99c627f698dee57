import { describe, expect, it } from '@jest/globals';
import { OrderCancelled, ReturnRejected } from '@sagaworks/contracts';
import { returnRejected } from '../return-order/outcome.js';
import { anOrder } from '../testing/an-order.js';
import { orderCancelled } from './outcome.js';

const refusedBy = (data: unknown) =>
  ({ kind: 'refused', step: 'screen-order', messageType: 'screening.order-flagged', data }) as const;

// A step that was added by somebody else, or a reason of another version: the order ends, and says what can be said.
describe('a refusal that nobody here knows ends an order', () => {
  it.each([
    ['with a code of its own', { reason: { code: 'smells-of-fraud', text: 'It smells.' } }, 'It smells.'],
    ['without a reason', { orderId: 'o', text: 'It smells.' }, 'screen-order was refused'],
    ['with a reason that is none', { reason: 7 }, 'screen-order was refused'],
    ['without anything', null, 'screen-order was refused'],
  ])('%s', (_what, data, text) => {
    const cancelled = orderCancelled(anOrder, refusedBy(data), 'confirmed');
    expect(OrderCancelled.schema.parse(cancelled.data).reason).toEqual({ code: 'refused', text });
    const returning = { ...anOrder, fulfilmentId: anOrder.orderId };
    const rejected = returnRejected(returning, refusedBy(data), 'confirmed');
    expect(ReturnRejected.schema.parse(rejected.data).reason).toEqual({ code: 'refused', text });
  });
});
