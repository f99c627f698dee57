import type { Facts, Order } from '../facts.js';
import { byHand, sagasOf, stepsOf, type StepEnd } from '../steps.js';

type Status = Facts['outside']['charges'][number]['status'] | 'none';
type Steps = ReadonlyMap<string, StepEnd>;

/**
 * What the card processor took and did not give back is what was fulfilled: one charge an order, of its amount;
 * nothing is held for a cancelled one.
 */
export function money(facts: Facts): string[] {
  const orders = new Map(facts.orders.map((order) => [order.orderId, order]));
  const charges = Map.groupBy(facts.outside.charges, ({ orderId }) => orderId);
  const [sagas, returns] = [sagasOf(facts, 'fulfil-order'), sagasOf(facts, 'return-order')];
  const unknown = facts.outside.charges.filter(({ orderId, status }) => !orders.has(orderId) && status !== 'voided');
  return [
    ...unknown.map(({ orderId, status, amount }) => `${amount} ${status} for the unknown order ${orderId}`),
    ...facts.orders.flatMap((order) => {
      const own = charges.get(order.orderId) ?? [];
      const [saga, back] = [sagas.get(order.orderId), returns.get(order.orderId)];
      const mayBe =
        saga === undefined || byHand(saga) || (back !== undefined && byHand(back))
          ? undefined
          : standings(order, stepsOf(saga), back && stepsOf(back));
      return wrongCharges(order, own, mayBe);
    }),
  ];
}

function wrongCharges(
  order: Order,
  charges: Facts['outside']['charges'],
  mayBe: readonly Status[] | undefined,
): string[] {
  const { orderId, status, amount, currency } = order;
  if (charges.length > 1)
    return [
      `order ${orderId} has ${charges.length} charges: ${charges.map((charge) => `${charge.chargeId} ${charge.status}`).join(', ')}`,
    ];
  const is: Status = charges[0]?.status ?? 'none';
  return [
    ...(mayBe === undefined || mayBe.includes(is)
      ? []
      : [`order ${orderId} is ${status} with its charge ${is} instead of ${mayBe.join(' or ')}`]),
    ...charges
      .filter((charge) => charge.amount !== amount || charge.currency !== currency)
      .map((charge) => `order ${orderId} of ${amount} ${currency} has a charge of ${charge.amount} ${charge.currency}`),
  ];
}

function standings({ status }: Order, steps: Steps, back: Steps | undefined): readonly Status[] {
  switch (status) {
    case 'pending':
      return ['none', 'authorised', 'captured', 'voided'];
    case 'cancelled':
      return ['none', 'voided'];
    case 'fulfilled':
      return taken(back);
    case 'needs-attention':
      return whereStuck(steps);
    default:
      return status satisfies never;
  }
}

function taken(back: Steps | undefined): readonly Status[] {
  const refund = back?.get('refund-payment');
  if (refund === 'done') return ['refunded'];
  return refund === 'asked' ? ['captured', 'refunded'] : ['captured'];
}

/** An order that is stuck keeps what was asked before the undo that failed. */
function whereStuck(steps: Steps): readonly Status[] {
  const capture = steps.get('capture-payment');
  if (capture === 'done') return ['captured'];
  if (capture === 'asked') return ['authorised', 'captured'];
  switch (steps.get('authorise-payment')) {
    case 'done':
    case 'undo-refused':
      return ['authorised'];
    case 'asked':
    case 'undoing':
      return ['none', 'authorised', 'voided'];
    default:
      return ['none', 'voided'];
  }
}
