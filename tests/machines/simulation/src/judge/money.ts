import { catalogue } from '../services/wares.js';
import { grouped, type Evidence, type OrderEnd, type Violation } from './evidence.js';
import type { Charge } from '../outside/cards.js';

/**
 * By the card processor's own books: taken once and in full for what was fulfilled, and nothing
 * taken or held for what was not.
 */
export function money(evidence: Evidence): Violation[] {
  const charges = grouped(evidence.shop.cards.charges.values(), ({ orderId }) => orderId);
  const ends = evidence.ends;
  const known = new Set(ends.map(({ orderId }) => orderId));
  const strangers = [...charges.keys()]
    .filter((orderId) => !known.has(orderId))
    .map((orderId) => ({ rule: 'money is for an order', orderId, what: 'there is no such order' }));
  return [...strangers, ...ends.flatMap((end) => judged(end, charges.get(end.orderId) ?? []))];
}

function judged(
  { orderId, status, told, returned, returnNeedsOperator }: OrderEnd,
  charges: readonly Charge[],
): Violation[] {
  const violation = (rule: string): Violation => ({
    rule,
    orderId,
    what: `${status}, and the card processor has ${JSON.stringify(charges)}`,
  });
  const taken = charges.filter((charge) => charge.status === 'captured' || charge.status === 'refunded');
  const held = charges.filter((charge) => charge.status === 'held');
  const kept = charges.filter((charge) => charge.status === 'captured').reduce((sum, { amount }) => sum + amount, 0);
  const due = status === 'fulfilled' && !returned ? totalOf(told) : 0;
  return [
    ...(taken.length > 1 ? [violation('money is taken once')] : []),
    ...(held.length > 0 && (status === 'cancelled' || status === 'fulfilled')
      ? [violation('no money stays on hold')]
      : []),
    ...(status === 'fulfilled' && taken.length === 0 ? [violation('what is fulfilled is paid')] : []),
    ...(status !== 'needs-attention' && !returnNeedsOperator && due !== undefined && kept !== due
      ? [violation('what is kept is what is owed')]
      : []),
  ];
}

/** At the catalogue's prices; `undefined` of an order that nobody was told of. */
function totalOf(told: OrderEnd['told']): number | undefined {
  return told?.wanted.lines.reduce((sum, { sku, quantity }) => sum + quantity * catalogue.get(sku)!.price.amount, 0);
}
