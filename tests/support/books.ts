import type { Level, Order, Shop } from './shop.js';

interface Standing {
  readonly taken: number;
  readonly refunded: number;
  readonly held: number;
  readonly sent: number;
  readonly booked: number;
}
const NOTHING: Standing = { taken: 0, refunded: 0, held: 0, sent: 0, booked: 0 };

/** What stays in the outside world's books; of an order that is stuck at a refused undo, that and all that was asked before it. */
function mustStand({ orderId, status, reason }: Order, returned: ReadonlySet<string>): Standing {
  if (returned.has(orderId)) return { ...NOTHING, refunded: 1, sent: 1 };
  if (status === 'fulfilled') return { ...NOTHING, taken: 1, sent: 1 };
  if (status !== 'needs-attention') return NOTHING;
  switch (reason?.code) {
    case 'authorise-payment': return { ...NOTHING, held: 1 };
    case 'book-shipment': return { ...NOTHING, held: 1, booked: 1 };
    default: return NOTHING;
  }
}

/** Amounts per sku that every order leaves unchanged. */
export const sums = (levels: readonly Level[]): Record<string, number> =>
  Object.fromEntries(levels.map(({ sku, available, reserved, shipped }) => [sku, available + reserved + shipped]));

/**
 * What does not add up between the shop's orders and the outside world's books, in words; empty when all is right.
 * It shares no rule with the services: it only compares their ends.
 */
export async function wrongBooks(shop: Shop, seeded: readonly Level[]): Promise<string[]> {
  const [orders, returned, charges, parcels, levels] = await Promise.all([shop.orders(), shop.returned(), shop.charges(), shop.parcels(), shop.stock()]);
  const wrong: string[] = [];
  const chargesOf = Map.groupBy(charges, ({ orderId }) => orderId);
  const parcelsOf = Map.groupBy(parcels, ({ orderId }) => orderId);
  for (const order of orders) {
    const { orderId, status } = order;
    const taken = (chargesOf.get(orderId) ?? []).filter((charge) => charge.status === 'captured').length;
    const refunded = (chargesOf.get(orderId) ?? []).filter((charge) => charge.status === 'refunded').length;
    const held = (chargesOf.get(orderId) ?? []).filter((charge) => charge.status === 'authorised').length;
    const sent = (parcelsOf.get(orderId) ?? []).filter((parcel) => parcel.status === 'dispatched').length;
    const booked = (parcelsOf.get(orderId) ?? []).filter((parcel) => parcel.status === 'booked').length;
    const must = mustStand(order, returned);
    const is: Standing = { taken, refunded, held, sent, booked };
    if (status === 'pending') wrong.push(`order ${orderId} is still pending`);
    else if (JSON.stringify(is) !== JSON.stringify(must)) wrong.push(`order ${orderId} is ${status} with ${JSON.stringify(is)} instead of ${JSON.stringify(must)}`);
  }
  const known = new Set(orders.map(({ orderId }) => orderId));
  for (const { orderId, status } of charges) if (!known.has(orderId) && status !== 'voided') wrong.push(`charge ${status} for the unknown order ${orderId}`);
  const before = sums(seeded);
  // Stock is given back last, so an order that is stuck still has all of it.
  const kept = orders.filter(({ status }) => status === 'needs-attention').flatMap(({ lines }) => lines);
  const gone = orders.filter(({ orderId, status }) => status === 'fulfilled' && !returned.has(orderId)).flatMap(({ lines }) => lines);
  const shippedBefore = new Map(seeded.map(({ sku, shipped }) => [sku, shipped]));
  for (const { sku, available, reserved, shipped } of levels) {
    if (available + reserved + shipped !== before[sku]) wrong.push(`${sku}: ${available} + ${reserved} + ${shipped} is not ${before[sku]}`);
    const mustKeep = quantityOf(sku, kept);
    if (reserved !== mustKeep) wrong.push(`${sku}: ${reserved} still reserved instead of ${mustKeep}`);
    const mustBeGone = (shippedBefore.get(sku) ?? 0) + quantityOf(sku, gone);
    if (shipped !== mustBeGone) wrong.push(`${sku}: ${shipped} shipped instead of ${mustBeGone}`);
    if (available < 0) wrong.push(`${sku}: ${available} available`);
  }
  return wrong;
}

const quantityOf = (sku: string, lines: Order['lines']): number => lines.filter((line) => line.sku === sku).reduce((sum, { quantity }) => sum + quantity, 0);
