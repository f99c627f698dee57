import type { Catalogue } from './product.js';
import type { NewOrder, PlacedOrder } from './order.js';

/** Milliseconds that a customer's Idempotency-Key is remembered. */
export const REMEMBERED_MS = 24 * 3_600_000;

/** A customer's name for one request, with what tells whether it is the same request. */
export interface IdempotencyKey {
  readonly customerId: string;
  readonly key: string;
  /** Hash of the canonical body. */
  readonly fingerprint: string;
}

/** A key that was used before, with its first answer. */
export interface UsedKey extends IdempotencyKey {
  readonly usedAt: Date;
  readonly order: PlacedOrder;
}

/** What placing orders looks at and leaves: orders of the same ids, keys used before, and the prices. */
export class Placing {
  readonly #orders: Map<string, PlacedOrder>;
  readonly #keys: Map<string, UsedKey>;
  readonly newOrders: NewOrder[] = [];
  readonly newKeys = new Map<string, UsedKey>();

  constructor(
    readonly catalogue: Catalogue,
    orders: readonly PlacedOrder[] = [],
    keys: readonly UsedKey[] = [],
  ) {
    this.#orders = new Map(orders.map((order) => [order.orderId, order]));
    this.#keys = new Map(keys.map((used) => [nameOf(used), used]));
  }

  find(orderId: string): PlacedOrder | undefined {
    return this.#orders.get(orderId);
  }

  /** Undefined when the key is no longer remembered. */
  usedKey(key: IdempotencyKey, now: Date): UsedKey | undefined {
    const used = this.#keys.get(nameOf(key));
    return used !== undefined && now.getTime() - used.usedAt.getTime() < REMEMBERED_MS ? used : undefined;
  }

  put(order: NewOrder, key: IdempotencyKey | undefined): void {
    this.#orders.set(order.orderId, order);
    this.newOrders.push(order);
    if (key === undefined) return;
    const used = { ...key, usedAt: order.placedAt, order };
    this.#keys.set(nameOf(key), used);
    this.newKeys.set(nameOf(key), used);
  }
}

const nameOf = ({ customerId, key }: Pick<IdempotencyKey, 'customerId' | 'key'>): string =>
  JSON.stringify([customerId, key]);
