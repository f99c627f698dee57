import { expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import type { Copy } from '../../machines/support/topics.js';
import { survives } from '../../machines/support/under-load.js';
import { rearrange, unreadOf } from '../../machines/support/unread.js';

it('orders end and the books agree when commands of different orders arrive in another order than they were sent', async () => {
  await survives(async (system) => {
    const [inventory, orders] = [system.service('inventory'), system.service('orders')];
    await inventory.kill('SIGKILL');
    await until(async () => (await unreadOf(system, 'inventory')).length >= 15, {
      timeout: 30_000,
      every: 250,
      what: 'commands waiting for inventory',
    });
    await orders.stop();
    await rearrange(system, 'inventory', (unread) => {
      expect(new Set(unread.map(keyOf)).size).toBeGreaterThan(10);
      return lastKeyFirst(unread);
    });
    await Promise.all([inventory.start(), orders.start()]);
  });
}, 240_000);

const keyOf = ({ message }: Copy) => String(message.key);

/** The messages of one key stay in order. */
const lastKeyFirst = (copies: readonly Copy[]): Copy[] => [...Map.groupBy(copies, keyOf).values()].reverse().flat();
