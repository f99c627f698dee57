import type { Facts, Order } from '../facts.js';
import { byHand, sagasOf, stepsOf, type StepEnd } from '../steps.js';

type Status = Facts['outside']['parcels'][number]['status'] | 'none';

/** One parcel an order, on its way under the number that the customer was told; no live one for a cancelled order. */
export function parcels(facts: Facts): string[] {
  const known = new Set(facts.orders.map(({ orderId }) => orderId));
  const ofOrder = Map.groupBy(facts.outside.parcels, ({ orderId }) => orderId);
  const sagas = sagasOf(facts, 'fulfil-order');
  const unknown = facts.outside.parcels.filter(({ orderId, status }) => !known.has(orderId) && status !== 'cancelled');
  return [
    ...unknown.map(({ orderId, status }) => `a parcel is ${status} for the unknown order ${orderId}`),
    ...facts.orders.flatMap((order) => {
      const saga = sagas.get(order.orderId);
      return wrongParcels(
        order,
        ofOrder.get(order.orderId) ?? [],
        saga === undefined || byHand(saga) ? undefined : standings(order, stepsOf(saga)),
      );
    }),
  ];
}

function wrongParcels(
  { orderId, status, trackingNumber }: Order,
  own: Facts['outside']['parcels'],
  mayBe: readonly Status[] | undefined,
): string[] {
  if (own.length > 1)
    return [
      `order ${orderId} has ${own.length} parcels: ${own.map((parcel) => `${parcel.parcelId} ${parcel.status}`).join(', ')}`,
    ];
  const is: Status = own[0]?.status ?? 'none';
  const isOther = status === 'fulfilled' && own[0] !== undefined && own[0].trackingNumber !== trackingNumber;
  return [
    ...(mayBe === undefined || mayBe.includes(is)
      ? []
      : [`order ${orderId} is ${status} with its parcel ${is} instead of ${mayBe.join(' or ')}`]),
    ...(isOther
      ? [`order ${orderId} names the parcel ${trackingNumber}, but the carrier has ${own[0]!.trackingNumber}`]
      : []),
  ];
}

function standings({ status }: Order, steps: ReadonlyMap<string, StepEnd>): readonly Status[] {
  switch (status) {
    case 'pending':
      return ['none', 'booked', 'cancelled', 'dispatched'];
    case 'cancelled':
      return ['none', 'cancelled'];
    case 'fulfilled':
      return ['dispatched'];
    case 'needs-attention':
      return whereStuck(steps);
    default:
      return status satisfies never;
  }
}

function whereStuck(steps: ReadonlyMap<string, StepEnd>): readonly Status[] {
  if (steps.get('dispatch-shipment') === 'asked') return ['booked', 'dispatched'];
  switch (steps.get('book-shipment')) {
    case 'done':
    case 'undo-refused':
      return ['booked'];
    case 'asked':
    case 'undoing':
      return ['none', 'booked', 'cancelled'];
    default:
      return ['none', 'cancelled'];
  }
}
