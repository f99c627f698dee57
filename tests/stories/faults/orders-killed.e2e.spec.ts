import { it } from '@jest/globals';
import { survives } from '../../machines/support/under-load.js';

it('orders end and the books agree after orders is killed under load and started again', async () => {
  await survives((system) => system.killAndRestart('orders'));
}, 240_000);
