import { describe } from '@jest/globals';
import { finds } from '../finds.fixture.js';
import type { World } from '../author.fixture.js';
import { stock } from './stock.js';

const holdOf = (world: World, id: string) => world.reservations.find(({ orderId }) => orderId === id)!;

describe('stock', () => {
  finds(stock, [
    [
      'goods that vanished',
      (world) => void (world.stock[0]!.available = 95),
      'TEAPOT: 95 on hand + 2 reserved + 2 shipped is not the 100 there were',
    ],
    [
      'less than nothing',
      (world) => void Object.assign(world.stock[0]!, { available: -1, shipped: 99 }),
      'TEAPOT: -1 on hand, 2 reserved, 99 shipped: less than nothing',
      'TEAPOT: 99 shipped, but 2 in orders that left',
    ],
    [
      'a hold that is counted nowhere',
      (world) => void Object.assign(world.stock[0]!, { available: 98, reserved: 0 }),
      'TEAPOT: 0 reserved, but 2 held for orders',
    ],
    [
      'a fulfilled order whose goods are still here',
      (world) => {
        holdOf(world, 'good').hold = 'held';
        Object.assign(world.stock[0]!, { reserved: 4, shipped: 0 });
      },
      'order good is fulfilled with its stock held instead of shipped or returned',
    ],
    [
      'a cancelled order that holds goods',
      (world) => {
        holdOf(world, 'bad').hold = 'held';
        Object.assign(world.stock[0]!, { available: 94, reserved: 4 });
      },
      'order bad is cancelled with its stock held instead of none or released',
    ],
  ]);
});
