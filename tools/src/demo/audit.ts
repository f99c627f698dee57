import { all, charge, parcel, stockLevel, type ShopUrls, type StockLevel } from './api.js';
import type { Outcome } from './follow.js';

/** What does not add up, in words; empty when all is as it must be. */
export async function audit(
  outcomes: readonly Outcome[],
  before: readonly StockLevel[],
  urls: ShopUrls,
): Promise<string[]> {
  const ends = outcomes.flatMap(wrongEnd);
  const books = await Promise.all(outcomes.map((outcome) => wrongBooks(outcome, urls)));
  const stock = wrongStock(outcomes, before, await stockLevels(urls));
  return [...ends, ...books.flat(), ...stock];
}

export function stockLevels(urls: ShopUrls): Promise<StockLevel[]> {
  return all(`${urls.inventory}/stock`, stockLevel);
}

export function wrongEnd({ scenario, order, placed }: Outcome): string[] {
  const reason = order.reason?.code;
  if (order.status === scenario.ends && reason === scenario.reason) return [];
  const words = (status: string, why: string | undefined) => (why ? `${status} (${why})` : status);
  return [
    `order ${placed.orderId} (${scenario.title}) ended ${words(order.status, reason)} instead of ${words(scenario.ends, scenario.reason)}`,
  ];
}

/**
 * A fulfilled order has one captured charge of its total and one dispatched parcel; any other has
 * neither charge nor parcel in force.
 */
async function wrongBooks({ order, placed }: Outcome, { sandbox }: ShopUrls): Promise<string[]> {
  const [charges, parcels] = await Promise.all([
    all(`${sandbox}/charges?orderId=${placed.orderId}`, charge),
    all(`${sandbox}/parcels?orderId=${placed.orderId}`, parcel),
  ]);
  const fulfilled = order.status === 'fulfilled';
  const inForce = charges
    .filter(({ status }) => status === 'captured' || status === 'authorised')
    .map(({ status, amount }) => `${status} ${amount}`);
  const onTheWay = parcels.filter(({ status }) => status !== 'cancelled').map(({ status }) => status);
  return [
    ...differing(`charges of order ${placed.orderId}`, inForce, fulfilled ? [`captured ${placed.total.amount}`] : []),
    ...differing(`parcels of order ${placed.orderId}`, onTheWay, fulfilled ? ['dispatched'] : []),
  ];
}

/** Nothing appears or vanishes, nothing stays held, and what was shipped is what the fulfilled orders asked for. */
export function wrongStock(
  outcomes: readonly Outcome[],
  before: readonly StockLevel[],
  after: readonly StockLevel[],
): string[] {
  const shipped = new Map<string, number>();
  for (const { order, lines } of outcomes) {
    if (order.status !== 'fulfilled') continue;
    for (const { sku, quantity } of lines) shipped.set(sku, (shipped.get(sku) ?? 0) + quantity);
  }
  return before.flatMap((was) => {
    const quantity = shipped.get(was.sku) ?? 0;
    const is = after.find(({ sku }) => sku === was.sku);
    const must = { available: was.available - quantity, reserved: was.reserved, shipped: was.shipped + quantity };
    return differing(
      `stock of ${was.sku}`,
      is && { available: is.available, reserved: is.reserved, shipped: is.shipped },
      must,
    );
  });
}

function differing(what: string, is: unknown, must: unknown): string[] {
  const [found, wanted] = [JSON.stringify(is), JSON.stringify(must)];
  return found === wanted ? [] : [`${what}: ${found ?? 'nothing'} instead of ${wanted}`];
}
