import { describe, expect, it } from '@jest/globals';
import { finds, orderOf } from '../finds.fixture.js';
import { spoilt } from '../world.fixture.js';
import { acceptedOrders } from './accepted.js';

const order = { customerId: 'bob', card: 'tok_visa', lines: [{ sku: 'TEAPOT', quantity: 2 }] };

describe('accepted orders', () => {
  finds(acceptedOrders, [
    ['one that is lost', (world) => void world.orders.shift(), 'order good was accepted and is not there'],
    ['one that has not ended', (world) => void (orderOf(world, 'good').status = 'pending'), 'order good has not ended'],
    [
      'one of other goods',
      (world) => void (orderOf(world, 'good').lines = [{ sku: 'TEAPOT', quantity: 3 }]),
      'order good is for 3 TEAPOT instead of 2 TEAPOT',
      'order good costs 1000 instead of 1500',
    ],
    [
      'one at another price',
      (world) => void (orderOf(world, 'good').amount = 900),
      'order good costs 900 instead of 1000',
    ],
    [
      'two orders for one key',
      (world) => void world.said.push({ ...world.said[0]!, orderId: 'back' }),
      'key ada/key-good was answered with 2 orders: good, back',
    ],
    ['one that nobody placed', (world) => void world.said.shift(), 'order good is there and nobody placed it'],
  ]);

  it('may be of a request that was not answered, known by its key', () => {
    expect(
      acceptedOrders(spoilt((world) => void (world.said[0] = { at: 1, wish: 'place', order: world.said[0]!.order! }))),
    ).toEqual([]);
  });

  it('may be of a request without a key that was not answered, one of each', () => {
    const lose = (times: number) =>
      spoilt((world) => {
        world.said.splice(0, times, { at: 1, wish: 'place', order });
      });
    expect(acceptedOrders(lose(1))).toEqual([]);
    expect(acceptedOrders(lose(2))).toEqual(['order back is there and nobody placed it']);
  });
});
