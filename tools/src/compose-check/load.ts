import { all, get, order, placed, post, product, type Order } from '../demo/api.js';
import { bodyOf, linesOf, scenarios } from '../demo/scenarios.js';
import { waitFor } from '../process/wait.js';
import { urls } from './compose.js';

const [wellEnding] = scenarios;

/** Places `count` orders that can be fulfilled, eight at a time; answers their ids. */
export async function placeOrders(count: number): Promise<string[]> {
  const skus = (await all(`${urls.orders}/products`, product))
    .map(({ sku }) => sku)
    .filter((sku) => sku !== 'SOLD-OUT');
  const ids: string[] = [];
  const worker = async () => {
    while (count-- > 0)
      ids.push((await post(`${urls.orders}/orders`, bodyOf(wellEnding, linesOf(wellEnding, skus)), placed)).orderId);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return ids;
}

/** How each of them ended. */
export function ends(ids: readonly string[]): Promise<Order['status'][]> {
  return Promise.all(
    ids.map((id) =>
      waitFor(
        `order ${id} ending`,
        async () => {
          const { status } = await get(`${urls.orders}/orders/${id}`, order);
          return status === 'pending' ? undefined : status;
        },
        { within: 120_000, every: 500 },
      ),
    ),
  );
}
