import type { Level } from '@sagaworks/inventory/testing';
import { shelves } from '../services/wares.js';
import type { Shop } from '../services/shop.js';
import { deadIn, type Evidence, type OrderEnd, type Violation } from './evidence.js';

const sum = ({ available, reserved, shipped }: Level): number => available + reserved + shipped;

const sums: ReadonlyMap<string, number> = new Map([...shelves()].map(([sku, level]) => [sku, sum(level)]));

/** At every commit: stock is nowhere negative, and moving it leaves its sum. */
export function shelvesAreSound(shop: Shop): Violation[] {
  return [...shop.tables.stock.levels.committed].flatMap(([sku, level]): Violation[] => [
    ...(level.available < 0 || level.reserved < 0 || level.shipped < 0
      ? [{ rule: 'stock is never negative', what: `${sku} ${JSON.stringify(level)}` }]
      : []),
    ...(sum(level) === sums.get(sku)
      ? []
      : [{ rule: 'stock is neither made nor lost', what: `${sku} ${JSON.stringify(level)}` }]),
  ]);
}

/** In the end: what was fulfilled has left, what came back or was undone is on the shelf, and nothing waits. */
export function stock(evidence: Evidence): Violation[] {
  const { reservations } = evidence.shop.tables.stock;
  const ends = evidence.ends;
  const unmoved = deadIn(evidence, 'inventory');
  const wrong = ends
    .filter(({ orderId }) => !unmoved.has(orderId))
    .flatMap((end): Violation[] => {
      const hold = reservations.committed.get(end.sagaId)?.hold ?? 'none';
      return expected(end).includes(hold)
        ? []
        : [
            {
              rule: 'stock follows its order',
              orderId: end.orderId,
              what: `the order is ${end.status}, its stock ${hold}`,
            },
          ];
    });
  const held = [...evidence.shop.tables.stock.levels.committed].filter(([, { reserved }]) => reserved > 0);
  const calm = unmoved.size === 0 && ends.every(({ status }) => status === 'fulfilled' || status === 'cancelled');
  return [
    ...wrong,
    ...(calm
      ? held.map(([sku, level]) => ({ rule: 'no stock stays held', what: `${sku} ${JSON.stringify(level)}` }))
      : []),
  ];
}

function expected({ status, returned }: OrderEnd): readonly string[] {
  switch (status) {
    case 'fulfilled':
      return returned ? ['returned'] : ['shipped', 'returned'];
    case 'cancelled':
      return ['none', 'released'];
    case 'pending':
    case 'needs-attention':
      return ['none', 'held', 'released', 'shipped'];
    default:
      return status satisfies never;
  }
}
