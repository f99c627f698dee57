import { command, event } from '@sagaworks/messaging/contract';
import { z } from 'zod';
import { orderId, reason, sku, stockLines } from './fields.js';

/** Asks for stock of every line to be held, all or nothing. Owner: inventory. */
export const ReserveStock = command('inventory.reserve-stock', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, lines: stockLines }),
});

/** Stock is held until released or shipped. Owner: inventory. */
export const StockReserved = event('inventory.stock-reserved', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, reservationId: z.uuid() }),
});

/** No stock is held for the order; `sku` names the first line that could not be. Owner: inventory. */
export const StockRefused = event('inventory.stock-refused', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({
    orderId,
    reason: reason('stock-refused', 'deadline-missed', 'withdrawn'),
    sku: sku.optional(),
  }),
});

/**
 * Asks for the order's hold to be given back; one that comes before its ReserveStock makes that
 * one be refused. Owner: inventory.
 */
export const ReleaseStock = command('inventory.release-stock', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});

/** Nothing is held for the order, and nothing will be. Owner: inventory. */
export const StockReleased = event('inventory.stock-released', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});

/** Asks for what the saga `fulfilmentId` shipped to be put back on the shelf. Owner: inventory. */
export const RestockOrder = command('inventory.restock-order', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, fulfilmentId: z.uuid() }),
});

/** What was shipped is available again. Owner: inventory. */
export const StockRestocked = event('inventory.stock-restocked', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});
