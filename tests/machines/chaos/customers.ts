import { until } from '@sagaworks/messaging/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Placed, Shop, Wish } from '../support/shop.js';
import { dice, type Dice } from './dice.js';

const CARDS = [
  { card: 'tok_visa', weight: 75 },
  { card: 'tok_declined', weight: 6 },
  { card: 'tok_insufficient_funds', weight: 4 },
  { card: 'tok_capture_refused', weight: 6 },
  { card: 'tok_flaky', weight: 4 },
  { card: 'tok_slow', weight: 3 },
  { card: 'tok_void_refused', weight: 1 },
  { card: 'tok_unheard_of', weight: 1 },
];
const POSTCODES = [
  { postcode: '12345', weight: 93 },
  { postcode: '00000', weight: 6 },
  { postcode: '99999', weight: 1 },
];
const SKUS = ['MUG-BLUE', 'TEAPOT', 'TEA-GREEN', 'COFFEE-1KG', 'GRINDER', 'KETTLE', 'FILTER-100'];
const SHARE = { soldOut: 0.03, impatient: 0.1, cancels: 0.06, returns: 0.06 };
/** How long a customer goes on trying. */
const PATIENCE = 300_000;

export interface Customers {
  /**
   * Nobody comes in any more; resolves when all have left, to what those had to say who did not get what they came for.
   */
  close(): Promise<string[]>;
}

/**
 * Customers who come at a steady pace, order all there is in all ways, cancel, send back and press the button twice.
 */
export function customers(shop: Shop, seed: number, perSecond: number): Customers {
  const chance = dice(seed);
  const visits: Promise<string | undefined>[] = [];
  const timer = setInterval(() => {
    const mood = {
      impatient: chance.roll() < SHARE.impatient,
      cancels: chance.roll() < SHARE.cancels,
      returns: chance.roll() < SHARE.returns,
      after: chance.between(0, 1_500),
    };
    const visit = comeIn(shop, wishOf(chance, visits.length), mood);
    visits.push(
      visit.then(
        () => undefined,
        (error: Error) => `a customer left: ${error.message}`,
      ),
    );
  }, 1_000 / perSecond);
  return {
    close: async () => {
      clearInterval(timer);
      return (await Promise.all(visits)).flatMap((complaint) => complaint ?? []);
    },
  };
}

function wishOf(chance: Dice, number: number): Wish & { readonly idempotencyKey: string } {
  const { card } = chance.weighed(CARDS);
  const { postcode } = chance.weighed(POSTCODES);
  const lines = Array.from({ length: chance.between(1, 3) }, () => ({
    sku: chance.one(SKUS),
    quantity: chance.between(1, 3),
  }));
  const soldOut = chance.roll() < SHARE.soldOut ? [{ sku: 'SOLD-OUT', quantity: 1 }] : [];
  return {
    card,
    postcode,
    lines: [...lines, ...soldOut],
    customerId: `customer-${number % 50}`,
    idempotencyKey: `order-${number}`,
  };
}

interface Mood {
  readonly impatient: boolean;
  readonly cancels: boolean;
  readonly returns: boolean;
  /** Milliseconds after placing. */
  readonly after: number;
}

async function comeIn(
  shop: Shop,
  wish: Wish & { readonly idempotencyKey: string },
  { impatient, cancels, returns, after }: Mood,
): Promise<void> {
  const place = () => shop.placeUntilTaken(wish, PATIENCE);
  const [placed] = await Promise.all(impatient ? [place(), place()] : [place()]);
  if (cancels) {
    await sleep(after);
    await answered(() => shop.cancel(placed!.orderId));
  }
  if (returns) await sendBack(shop, placed!);
}

/** Asks until somebody answers, whatever it is. */
const answered = (ask: () => Promise<Response>): Promise<Response> =>
  until(
    async () => {
      const response = await ask();
      return response.status < 500 ? response : undefined;
    },
    { timeout: PATIENCE, every: 250, what: 'an answer of the shop' },
  );

async function sendBack(shop: Shop, { orderId }: Placed): Promise<void> {
  const { status } = await until(
    async () => {
      const order = await shop.order(orderId);
      return order.status === 'pending' ? undefined : order;
    },
    { timeout: PATIENCE, every: 500, what: `the end of order ${orderId}` },
  );
  if (status !== 'fulfilled') return;
  await answered(() => shop.giveBack(orderId));
  await until(async () => (await shop.returns(orderId)).some(({ awaitsParcel }) => awaitsParcel), {
    timeout: PATIENCE,
    every: 500,
    what: `the return of order ${orderId} awaiting its parcel`,
  });
  await answered(() => shop.parcelIsBack(orderId));
}
