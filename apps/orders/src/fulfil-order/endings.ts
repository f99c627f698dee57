import {
  OrderCancelled,
  OrderFulfilled,
  OrderNeedsAttention,
  type CancellationReason,
  type CaptureRefused,
  type PaymentDeclined,
  type ShipmentRefused,
  type StockRefused,
} from '@sagaworks/contracts';
import type { DataOf, Reason, Stuck } from '@sagaworks/messaging';
import type { Fulfilment } from './fulfilment.js';

export const orderFulfilled = (order: Fulfilment) =>
  OrderFulfilled({ ...told(order), shipmentId: order.shipmentId!, trackingNumber: order.trackingNumber! });

export const orderCancelled = (order: Fulfilment, reason: Reason, undone: DataOf<typeof OrderCancelled>['undone']) =>
  OrderCancelled({ ...told(order), reason: sayReason(reason), undone });

export const orderNeedsAttention = (order: Fulfilment, stuck: Stuck) =>
  OrderNeedsAttention({ ...told(order), step: stuck.step, text: sayStuck(stuck) });

type Refusal = DataOf<typeof StockRefused | typeof PaymentDeclined | typeof ShipmentRefused | typeof CaptureRefused>;

function sayReason(reason: Reason): CancellationReason {
  switch (reason.kind) {
    case 'cancelled':
      return reason.by === 'operator'
        ? { code: 'shop-cancelled', text: 'the shop cancelled the order' }
        : { code: 'customer-cancelled', text: 'the customer cancelled the order' };
    case 'deadline':
      return { code: 'deadline-missed', text: `${reason.step} got no answer in time` };
    case 'refused':
      return sayRefusal((reason.data as Refusal).reason);
    default:
      return reason satisfies never;
  }
}

/** `withdrawn`: refused because its undo came first, which a silent step's does. */
const sayRefusal = ({ code, text }: Refusal['reason']): CancellationReason => ({
  code: code === 'withdrawn' ? 'deadline-missed' : code,
  text,
});

function sayStuck({ step, asking, because, asks }: Stuck): string {
  const what = asking === 'undo' ? `undoing ${step}` : step;
  return because === 'refused' ? `${what} was refused` : `${what} was asked ${asks} times without an answer`;
}

const told = ({ orderId, customerId, email }: Fulfilment) => ({
  orderId,
  customerId,
  ...(email === undefined ? {} : { email }),
});
