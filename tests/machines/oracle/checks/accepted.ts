import type { Facts, Line, Said } from '../facts.js';

/**
 * Every order that a client was promised is there as it was placed, once a key, and has ended; and
 * there is none that nobody placed.
 */
export function acceptedOrders(facts: Facts): string[] {
  const byId = new Map(facts.orders.map((order) => [order.orderId, order]));
  const accepted = facts.said.filter(({ wish, status }) => wish === 'place' && status === 202);
  const promised = new Map(accepted.map((said) => [said.orderId!, said]));
  return [
    ...[...promised.keys()].filter((id) => !byId.has(id)).map((id) => `order ${id} was accepted and is not there`),
    ...facts.orders.filter(({ status }) => status === 'pending').map(({ orderId }) => `order ${orderId} has not ended`),
    ...facts.orders.flatMap(({ orderId, lines, amount }) =>
      differing(orderId, promised.get(orderId)?.order?.lines, lines, amount, facts.prices),
    ),
    ...twiceUnderOneKey(accepted),
    ...uninvited(facts, promised),
  ];
}

function differing(
  orderId: string,
  wished: readonly Line[] | undefined,
  lines: readonly Line[],
  amount: number,
  prices: Facts['prices'],
): string[] {
  const total = lines.reduce((sum, { sku, quantity }) => sum + quantity * (prices[sku] ?? NaN), 0);
  return [
    ...(wished === undefined || inTotal(wished) === inTotal(lines)
      ? []
      : [`order ${orderId} is for ${inTotal(lines)} instead of ${inTotal(wished)}`]),
    ...(total === amount ? [] : [`order ${orderId} costs ${amount} instead of ${total}`]),
  ];
}

function inTotal(lines: readonly Line[]): string {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([sku, quantity]) => `${quantity} ${sku}`)
    .join(', ');
}

function twiceUnderOneKey(accepted: readonly Said[]): string[] {
  const answers = Map.groupBy(
    accepted.filter(({ order }) => order?.idempotencyKey !== undefined),
    ({ order }) => nameOf(order!.customerId, order!.idempotencyKey!),
  );
  return [...answers].flatMap(([key, said]) => {
    const orders = [...new Set(said.map(({ orderId }) => orderId))];
    return orders.length === 1 ? [] : [`key ${key} was answered with ${orders.length} orders: ${orders.join(', ')}`];
  });
}

/**
 * An order whose answer was lost is known by its key; of those without a key there may be one for
 * each request that nobody answered.
 */
function uninvited({ said, orders, keys }: Facts, promised: ReadonlyMap<string, Said>): string[] {
  const placed = said.flatMap(({ wish, order, status }) =>
    wish === 'place' && order !== undefined ? [{ ...order, status }] : [],
  );
  const sent = new Set(placed.map(({ customerId, idempotencyKey = '' }) => nameOf(customerId, idempotencyKey)));
  const invited = new Set(
    keys.filter(({ customerId, key }) => sent.has(nameOf(customerId, key))).map(({ orderId }) => orderId),
  );
  const unknown = orders.filter(({ orderId }) => !promised.has(orderId) && !invited.has(orderId));
  const unanswered = placed.filter(
    ({ idempotencyKey, status = 500 }) => idempotencyKey === undefined && status >= 500,
  ).length;
  return unknown.slice(unanswered).map(({ orderId }) => `order ${orderId} is there and nobody placed it`);
}

const nameOf = (customerId: string, key: string): string => `${customerId}/${key}`;
