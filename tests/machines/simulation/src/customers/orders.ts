import type { DataOf } from '@sagaworks/messaging';
import type { PlaceOrder } from '@sagaworks/contracts';
import { tokens } from '../outside/cards.js';
import { postcodes } from '../outside/carrier.js';
import type { Profile } from '../mischief/profiles.js';
import { SCARCE, skus } from '../services/wares.js';
import type { Dice } from '../world/dice.js';

export type Placed = Omit<DataOf<typeof PlaceOrder>, 'orderId'>;

/** An id for everything that happens to be the n-th of its kind. */
export const uuid = (kind: number, n: number): string =>
  `${kind.toString(16).padStart(8, '0')}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

/** What the n-th customer wants. */
export function orderOf(
  n: number,
  dice: Dice,
  { declined, captureRefused, noCarrier, undoRefused, soldOut }: Profile['customers'],
): Placed {
  const lines = Array.from({ length: 1 + dice.below(3) }, () => ({
    sku: dice.pick(skus),
    quantity: 1 + dice.below(3),
  }));
  const cardToken = oneOf(
    dice,
    [
      [tokens.declined, declined],
      [tokens.captureRefused, captureRefused],
      [tokens.voidRefused, undoRefused],
    ],
    tokens.good,
  );
  const postcode = oneOf(
    dice,
    [
      [postcodes.unserved, noCarrier],
      [postcodes.notCancellable, undoRefused],
    ],
    postcodes.served,
  );
  return {
    customerId: `customer-${n}`,
    ...(dice.chance(0.8) ? { email: `customer-${n}@example.org` } : {}),
    lines: dice.chance(soldOut) ? [{ sku: SCARCE, quantity: 1 }] : lines,
    payment: { cardToken },
    shipTo: { name: 'Ada', street: 'Main St 1', city: 'Berlin', postcode, country: 'DE' },
    ...(dice.chance(0.7) ? { idempotency: { key: `key-${n}`, fingerprint: `order ${n}` } } : {}),
  };
}

function oneOf(dice: Dice, chances: readonly (readonly [string, number])[], otherwise: string): string {
  let left = dice.next();
  for (const [value, chance] of chances) if ((left -= chance) < 0) return value;
  return otherwise;
}
