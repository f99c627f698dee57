import type { Money } from '@sagaworks/contracts';

/** What can be bought, and for how much. */
export interface Product {
  readonly sku: string;
  readonly name: string;
  /** Of one. */
  readonly price: Money;
}

/** All products, by sku. */
export type Catalogue = ReadonlyMap<string, Product>;
