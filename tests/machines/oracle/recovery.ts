import type { Facts } from './facts.js';

export interface Recovery {
  /** Orders that were placed before the restart and had not ended by then. */
  readonly inFlight: number;
  /** Milliseconds from the restart to the end of the last of them; 0 where there were none. */
  readonly took: number;
}

/** Cards that make an order slow whatever else happens. */
const SLOW: readonly (string | undefined)[] = ['tok_slow', 'tok_flaky'];
const ENDS: readonly string[] = ['completed', 'rolled-back', 'needs-operator'];

/** How long a restart at this time took until all orders that it met were done. */
export function recoveryOf({ orders, sagas, said }: Facts, restartedAt: number): Recovery {
  const slow = new Set(said.filter(({ order }) => SLOW.includes(order?.card)).map(({ orderId }) => orderId));
  const ended = new Map(
    sagas
      .filter(({ saga }) => saga === 'fulfil-order')
      .map(({ orderId, history }) => [orderId, history.find(({ kind }) => ENDS.includes(kind))?.at ?? Infinity]),
  );
  const inFlight = orders.filter(
    ({ orderId, placedAt }) =>
      !slow.has(orderId) && placedAt < restartedAt && (ended.get(orderId) ?? Infinity) > restartedAt,
  );
  return {
    inFlight: inFlight.length,
    took: Math.max(restartedAt, ...inFlight.map(({ orderId }) => ended.get(orderId) ?? Infinity)) - restartedAt,
  };
}
