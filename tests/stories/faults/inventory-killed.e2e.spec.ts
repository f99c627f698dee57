import { it } from '@jest/globals';
import { lockStock } from '../../machines/support/locked-stock.js';
import { survives } from '../../machines/support/under-load.js';

it('orders end and the books agree after inventory is killed under load, with messages in hand for longer than it commits offsets, and started again', async () => {
  await survives(async (system) => {
    const stock = await lockStock(system);
    const inventory = system.service('inventory');
    await inventory.kill('SIGKILL');
    await stock.release();
    const restartedAt = Date.now();
    await inventory.start();
    return restartedAt;
  });
}, 240_000);
