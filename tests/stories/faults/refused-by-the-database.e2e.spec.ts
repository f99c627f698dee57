import { expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { placeMany } from '../../machines/support/load.js';
import { nothing, putAside } from '../../machines/support/put-aside.js';
import type { System } from '../../machines/support/system.js';
import { survives } from '../../machines/support/under-load.js';
import { unreadOf } from '../../machines/support/unread.js';

const ORDERS = 40;
/** Five minutes to reserve: no deadline passes here, however busy the machine is. */
const PACE = { SAGA_PACE: '10' };

it('a message that PostgreSQL alone refuses is found in its batch and put aside by itself: the others end meanwhile, and its order when it is let in', async () => {
  await survives(
    async (system) => {
      const { shop } = system;
      await system.service('inventory').stop();
      const placed = await placeMany(shop, ORDERS);
      await until(async () => (await unreadOf(system, 'inventory')).length >= ORDERS, {
        timeout: 20_000,
        every: 250,
        what: 'commands waiting for inventory',
      });
      const { orderId: refused } = placed[ORDERS / 2]!;
      await system.rows(
        'inventory',
        `ALTER TABLE reservations ADD CONSTRAINT not_this_one CHECK (order_id <> '${refused}')`,
      );
      await system.service('inventory').start();

      const parked = await until(async () => (await parkedAt(system)).at(0), {
        timeout: 20_000,
        what: 'it being put aside',
      });
      expect(parked).toMatchObject({
        key: refused,
        state: 'retrying',
        length: 1,
        lastError: expect.stringContaining('not_this_one'),
      });
      for (const { orderId } of placed) if (orderId !== refused) await shop.ended(orderId);
      expect(await shop.order(refused)).toMatchObject({ status: 'pending' });
      expect(await putAside(system)).toEqual({ ...nothing, inventory: 1 });

      await system.rows('inventory', 'ALTER TABLE reservations DROP CONSTRAINT not_this_one');
      await shop.ended(refused);
    },
    { env: PACE },
  );
}, 240_000);

async function parkedAt({ services }: System): Promise<unknown[]> {
  const { items } = (await (await fetch(`${services.urls.inventory}/ops/parked`)).json()) as { items: unknown[] };
  return items;
}
