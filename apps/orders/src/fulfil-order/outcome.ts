import { OrderCancelled, OrderFulfilled, OrderNeedsAttention, type CancellationReason } from '@sagaworks/contracts';
import { saidNo, type DataOf, type Reason, type Stuck } from '@sagaworks/messaging';
import type { Fulfilment } from './fulfilment.js';

export const orderFulfilled = (order: Fulfilment) =>
  OrderFulfilled({ ...told(order), shipmentId: order.shipmentId!, trackingNumber: order.trackingNumber! });

export const orderCancelled = (order: Fulfilment, reason: Reason, undone: DataOf<typeof OrderCancelled>['undone']) =>
  OrderCancelled({ ...told(order), reason: sayReason(reason), undone });

export const orderNeedsAttention = (order: Fulfilment, stuck: Stuck) =>
  OrderNeedsAttention({ ...told(order), step: stuck.step, text: sayStuck(stuck) });

function sayReason(reason: Reason): CancellationReason {
  switch (reason.kind) {
    case 'cancelled':
      return reason.by === 'operator'
        ? { code: 'shop-cancelled', text: 'the shop cancelled the order' }
        : { code: 'customer-cancelled', text: 'the customer cancelled the order' };
    case 'deadline':
      return { code: 'deadline-missed', text: `${reason.step} got no answer in time` };
    case 'refused':
      return sayRefusal(saidNo(reason));
    default:
      return reason satisfies never;
  }
}

/** What a customer is told by a code of its own; any other is a refusal whose words say enough. */
const TOLD = [
  'stock-refused',
  'card-declined',
  'insufficient-funds',
  'capture-refused',
  'no-carrier',
  'deadline-missed',
] as const satisfies readonly CancellationReason['code'][];

/** `withdrawn`: refused because its undo came first, which a silent step's does. */
function sayRefusal({ code, text }: { readonly code: string; readonly text: string }): CancellationReason {
  const told = code === 'withdrawn' ? 'deadline-missed' : TOLD.find((each) => each === code);
  return { code: told ?? 'refused', text: text.slice(0, 1_000) };
}

function sayStuck({ step, asking, because, asks }: Stuck): string {
  const what = asking === 'undo' ? `undoing ${step}` : step;
  return because === 'refused' ? `${what} was refused` : `${what} was asked ${asks} times without an answer`;
}

const told = ({ orderId, customerId, email }: Fulfilment) => ({
  orderId,
  customerId,
  ...(email === undefined ? {} : { email }),
});
