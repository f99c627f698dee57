import { describe, expect, it } from '@jest/globals';
import { StockRestocked } from '@sagaworks/contracts';
import { contextOf } from '@sagaworks/messaging/testing';
import type { Reservation } from '../reservation.js';
import { Stock } from '../stock.js';
import { StockStore } from '../stock.store.js';
import { RestockOrderHandler } from './restock-order.handler.js';

const request = {
  orderId: '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90',
  fulfilmentId: '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f91',
};
const decide = (stock: Stock) =>
  new RestockOrderHandler(new StockStore()).decide(request, stock, contextOf(request, { correlationId: 'return-1' }));

/** A warehouse that had ten mugs, and what became of three of them. */
function warehouse(hold: 'held' | 'shipped') {
  const reservation: Reservation = {
    orderId: request.orderId,
    answer: 'reserved',
    reservationId: 'r-1',
    hold,
    lines: [{ sku: 'MUG', quantity: 3 }],
  };
  const levels = new Map([
    ['MUG', { available: 7, reserved: hold === 'held' ? 3 : 0, shipped: hold === 'shipped' ? 3 : 0 }],
  ]);
  return { levels, stock: new Stock(levels, new Map([[request.fulfilmentId, reservation]])) };
}

describe('an order that comes back', () => {
  it('is on the shelf again, once', () => {
    const { levels, stock } = warehouse('shipped');
    expect([decide(stock), decide(stock)]).toEqual([
      StockRestocked({ orderId: request.orderId }),
      StockRestocked({ orderId: request.orderId }),
    ]);
    expect(levels.get('MUG')).toEqual({ available: 10, reserved: 0, shipped: 0 });
  });

  it('stays on the shelf when its dispatch is told again, and cannot be released', () => {
    const { levels, stock } = warehouse('shipped');
    decide(stock);
    stock.ship(request.orderId, request.fulfilmentId);
    expect(levels.get('MUG')).toEqual({ available: 10, reserved: 0, shipped: 0 });
    expect(() => stock.release(request.orderId, request.fulfilmentId)).toThrow('shipped');
  });

  it('is a failure for people to see when it never left', () => {
    expect(() => decide(warehouse('held').stock)).toThrow('held, not shipped');
  });
});
