import { Staged } from '@sagaworks/messaging/memory';
import type { Tx } from '@sagaworks/messaging';
import { ReleaseStockHandler } from '../release-stock/release-stock.handler.js';
import type { Reservation } from '../reservation.js';
import { ReserveStockHandler } from '../reserve-stock/reserve-stock.handler.js';
import { RestockOrderHandler } from '../restock-order/restock-order.handler.js';
import { ShipmentDispatchedHandler } from '../ship-stock/shipment-dispatched.handler.js';
import { Stock, type Level } from '../stock.js';
import type { StockKey } from '../stock.store.js';

export type { Reservation } from '../reservation.js';
export type { Level } from '../stock.js';

/** The tables of inventory, in memory. */
export class StockTables {
  readonly levels = new Staged<string, Level>();
  readonly reservations = new Staged<string, Reservation>();
}

/** The service's handlers over tables in memory: for simulations. */
export function inventoryHandlers(tables: StockTables) {
  const stock = new MemoryStockStore(tables);
  return [
    new ReserveStockHandler(stock),
    new ReleaseStockHandler(stock),
    new ShipmentDispatchedHandler(stock),
    new RestockOrderHandler(stock),
  ];
}

class MemoryStockStore {
  constructor(private readonly tables: StockTables) {}

  load(tx: Tx, keys: readonly StockKey[]): Promise<Stock> {
    const { levels, reservations } = this.tables;
    const found = keys.flatMap((key) =>
      'sagaId' in key ? [[key.sagaId, reservations.get(tx, key.sagaId)] as const] : [],
    );
    const known = found.filter((entry): entry is [string, Reservation] => entry[1] !== undefined);
    const reserved = known.flatMap(([, { hold, ...reservation }]) =>
      (hold === 'held' || hold === 'shipped') && 'lines' in reservation ? reservation.lines.map(({ sku }) => sku) : [],
    );
    const skus = new Set([...keys.flatMap((key) => ('sku' in key ? [key.sku] : [])), ...reserved]);
    // Decisions move levels in place: these are copies.
    const loaded = [...skus].flatMap((sku) => copyOf(sku, levels.get(tx, sku)));
    return Promise.resolve(new Stock(new Map(loaded), new Map(known)));
  }

  save(tx: Tx, stock: Stock): void {
    for (const sagaId of stock.changedSagas) this.tables.reservations.set(tx, sagaId, stock.reservations.get(sagaId));
    for (const sku of stock.changedSkus) this.tables.levels.set(tx, sku, { ...stock.levels.get(sku)! });
  }
}

const copyOf = (sku: string, level: Level | undefined): [string, Level][] =>
  level === undefined ? [] : [[sku, { ...level }]];
