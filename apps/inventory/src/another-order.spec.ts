import { describe, expect, it } from '@jest/globals';
import { contextOf } from '@sagaworks/messaging/testing';
import { ReleaseStockHandler } from './release-stock/release-stock.handler.js';
import type { Reservation } from './reservation.js';
import { ReserveStockHandler } from './reserve-stock/reserve-stock.handler.js';
import { RestockOrderHandler } from './restock-order/restock-order.handler.js';
import { ShipmentDispatchedHandler } from './ship-stock/shipment-dispatched.handler.js';
import { Stock } from './stock.js';
import { StockStore } from './stock.store.js';

const [orderId, another] = ['0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90', '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f9f'];
const reservation: Reservation = {
  orderId,
  answer: 'reserved',
  reservationId: 'r-1',
  hold: 'held',
  lines: [{ sku: 'MUG', quantity: 3 }],
};
const stock = () =>
  new Stock(new Map([['MUG', { available: 7, reserved: 3, shipped: 0 }]]), new Map([['saga-1', reservation]]));
const asks = <D extends object>(data: D) => contextOf(data, { correlationId: 'saga-1' });

// Whoever can write to a topic can name any saga: what it was asked first says which order it is about.
describe('a message that names the saga of another order moves no stock', () => {
  const store = new StockStore();
  const toReserve = { orderId: another, lines: [{ sku: 'MUG', quantity: 1 }] };
  const dispatched = { orderId: another, shipmentId: 'par_1', trackingNumber: 'TRACK-1' };
  const toRestock = { orderId: another, fulfilmentId: 'saga-1' };

  it.each([
    ['reserve', () => new ReserveStockHandler(store).decide(toReserve, stock(), asks(toReserve))],
    ['release', () => new ReleaseStockHandler(store).decide({ orderId: another }, stock(), asks({ orderId: another }))],
    ['ship', () => new ShipmentDispatchedHandler(store).decide(dispatched, stock(), asks(dispatched))],
    ['restock', () => new RestockOrderHandler(store).decide(toRestock, stock(), asks(toRestock))],
  ])('%s', (_what, decide) => {
    expect(decide).toThrow(/has orderId 0190f3a2.*8f9f, and what saga .* was asked first has .*8f90/);
  });
});
