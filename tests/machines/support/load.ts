import { randomUUID } from 'node:crypto';
import type { Placed, Shop, Wish } from './shop.js';

const CARDS = ['tok_visa', 'tok_visa', 'tok_visa', 'tok_declined', 'tok_capture_refused'] as const;

/** The n-th wish of a mix: mostly good cards, some refused at different steps. Each has its own idempotency key. */
export function wishOf(index: number): Wish & { readonly idempotencyKey: string } {
  const postcode = index % 7 === 6 ? '00000' : '12345';
  return {
    card: CARDS[index % CARDS.length]!,
    postcode,
    idempotencyKey: randomUUID(),
    customerId: `customer-${index % 5}`,
  };
}

/** Places orders, a few at a time, each until it is taken; resolves to all that were. */
export async function placeMany(shop: Shop, count: number, atOnce = 8): Promise<Placed[]> {
  const placed: Placed[] = [];
  let next = 0;
  const one = async () => {
    for (let index = next++; index < count; index = next++) placed.push(await shop.placeUntilTaken(wishOf(index)));
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return placed;
}
