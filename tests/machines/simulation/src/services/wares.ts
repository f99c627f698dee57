import type { Level } from '@sagaworks/inventory/testing';
import type { Catalogue } from '@sagaworks/orders/testing';

const SKUS = 20;
const PLENTY = 1_000_000;
/** Of this there is less than is asked for. */
export const SCARCE = 'SCARCE';
export const skus: readonly string[] = Array.from({ length: SKUS }, (_, at) => `SKU-${at}`);

const price = (sku: string) => ({ amount: 100 + sku.length * 7, currency: 'EUR' });

export const catalogue: Catalogue = new Map(
  [...skus, SCARCE].map((sku) => [sku, { sku, name: sku, price: price(sku) }]),
);

/** What there is before the first order. */
export const shelves = (): Map<string, Level> =>
  new Map([
    ...skus.map((sku) => [sku, { available: PLENTY, reserved: 0, shipped: 0 }] as const),
    [SCARCE, { available: 3, reserved: 0, shipped: 0 }],
  ]);
