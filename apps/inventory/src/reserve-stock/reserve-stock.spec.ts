import { describe, expect, it } from '@jest/globals';
import { ReserveStock, StockRefused, StockReleased, StockReserved, type StockLine } from '@sagaworks/contracts';
import type { DataOf } from '@sagaworks/messaging';
import { contextOf } from '@sagaworks/messaging/testing';
import { ReleaseStockHandler } from '../release-stock/release-stock.handler.js';
import { ShipmentDispatchedHandler } from '../ship-stock/shipment-dispatched.handler.js';
import { Stock } from '../stock.js';
import { StockStore } from '../stock.store.js';
import { ReserveStockHandler } from './reserve-stock.handler.js';

const orderId = '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90';
const store = new StockStore();

/** A warehouse with ten of each, and what it answers the order's saga. */
function warehouse() {
  const levels = new Map(['MUG', 'POT'].map((sku) => [sku, { available: 10, reserved: 0, shipped: 0 }]));
  const stock = new Stock(levels, new Map());
  const reserve = (lines: StockLine[], given: { id?: string; deadline?: Date; correlationId?: string } = {}) => {
    const request: DataOf<typeof ReserveStock> = { orderId, lines };
    return new ReserveStockHandler(store).decide(
      request,
      stock,
      contextOf(request, { correlationId: 'saga-1', ...given }),
    );
  };
  const release = () =>
    new ReleaseStockHandler(store).decide({ orderId }, stock, contextOf({ orderId }, { correlationId: 'saga-1' }));
  const dispatched = () => {
    const event = { orderId, shipmentId: 's-1', trackingNumber: 't-1' };
    new ShipmentDispatchedHandler(store).decide(event, stock, contextOf(event, { correlationId: 'saga-1' }));
  };
  return { levels, reserve, release, dispatched };
}
const refused = (code: DataOf<typeof StockRefused>['reason']['code'], sku?: string) =>
  expect.objectContaining({
    contract: StockRefused,
    data: expect.objectContaining({ reason: expect.objectContaining({ code }), ...(sku === undefined ? {} : { sku }) }),
  });
const reserved = expect.objectContaining({ contract: StockReserved });

describe('asked for stock', () => {
  it('holds every line', () => {
    const { levels, reserve } = warehouse();
    expect(
      reserve([
        { sku: 'MUG', quantity: 3 },
        { sku: 'POT', quantity: 10 },
      ]),
    ).toEqual(reserved);
    expect(levels.get('MUG')).toEqual({ available: 7, reserved: 3, shipped: 0 });
    expect(levels.get('POT')).toEqual({ available: 0, reserved: 10, shipped: 0 });
  });

  it('holds nothing when one line cannot be held, and names its sku', () => {
    const { levels, reserve } = warehouse();
    expect(
      reserve([
        { sku: 'MUG', quantity: 3 },
        { sku: 'POT', quantity: 11 },
      ]),
    ).toEqual(refused('stock-refused', 'POT'));
    expect(levels.get('MUG')).toEqual({ available: 10, reserved: 0, shipped: 0 });
  });

  it('refuses a sku that it never had', () => {
    expect(warehouse().reserve([{ sku: 'UNKNOWN', quantity: 1 }])).toEqual(refused('stock-refused', 'UNKNOWN'));
  });

  it('does not let two lines of one sku share what only one of them could have', () => {
    expect(
      warehouse().reserve([
        { sku: 'MUG', quantity: 6 },
        { sku: 'MUG', quantity: 6 },
      ]),
    ).toEqual(refused('stock-refused', 'MUG'));
  });

  it('answers no once the deadline is past', () => {
    const { levels, reserve } = warehouse();
    expect(reserve([{ sku: 'MUG', quantity: 1 }], { deadline: new Date('2030-01-01T12:00:00.000Z') })).toEqual(
      refused('deadline-missed'),
    );
    expect(levels.get('MUG')).toEqual({ available: 10, reserved: 0, shipped: 0 });
  });

  it('gives its first answer again, whatever the message id, and holds nothing twice', () => {
    const { levels, reserve } = warehouse();
    const first = reserve([{ sku: 'MUG', quantity: 3 }], { id: '00000000-0000-4000-8000-000000000001' });
    expect(reserve([{ sku: 'MUG', quantity: 3 }], { id: '00000000-0000-4000-8000-000000000002' })).toEqual(first);
    expect(levels.get('MUG')).toEqual({ available: 7, reserved: 3, shipped: 0 });
  });

  it('gives a first no again, even when there is enough in the meantime', () => {
    const { reserve, release } = warehouse();
    const other = { correlationId: 'saga-2' };
    reserve([{ sku: 'MUG', quantity: 10 }]);
    expect(reserve([{ sku: 'MUG', quantity: 1 }], other)).toEqual(refused('stock-refused', 'MUG'));
    release();
    expect(reserve([{ sku: 'MUG', quantity: 1 }], other)).toEqual(refused('stock-refused', 'MUG'));
  });
});

describe('asked to release', () => {
  it('gives the hold back, once', () => {
    const { levels, reserve, release } = warehouse();
    reserve([{ sku: 'MUG', quantity: 3 }]);
    expect(release()).toEqual(StockReleased({ orderId }));
    expect(release()).toEqual(StockReleased({ orderId }));
    expect(levels.get('MUG')).toEqual({ available: 10, reserved: 0, shipped: 0 });
  });

  it('before the reservation, leaves a refusal for it to find', () => {
    const { levels, reserve, release } = warehouse();
    expect(release()).toEqual(StockReleased({ orderId }));
    expect(reserve([{ sku: 'MUG', quantity: 3 }])).toEqual(refused('withdrawn'));
    expect(levels.get('MUG')).toEqual({ available: 10, reserved: 0, shipped: 0 });
  });

  it('fails for stock that is shipped', () => {
    const { reserve, release, dispatched } = warehouse();
    reserve([{ sku: 'MUG', quantity: 3 }]);
    dispatched();
    expect(release).toThrow('is shipped');
  });
});

describe('told of the dispatch', () => {
  it('turns the hold into shipped, once', () => {
    const { levels, reserve, dispatched } = warehouse();
    reserve([{ sku: 'MUG', quantity: 3 }]);
    dispatched();
    dispatched();
    expect(levels.get('MUG')).toEqual({ available: 7, reserved: 0, shipped: 3 });
  });

  it('fails where nothing is held, so that people see it', () => {
    expect(warehouse().dispatched).toThrow('not held');
  });
});
