import { it } from '@jest/globals';
import { survives } from '../support/under-load.js';

it('orders end and the books agree after inventory is killed under load and started again', async () => {
  await survives((system) => system.killAndRestart('inventory'));
}, 240_000);
