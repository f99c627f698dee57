import { it } from '@jest/globals';
import { survives } from '../support/under-load.js';

it('orders end and the books agree after shipping is killed under load and started again', async () => {
  await survives((system) => system.killAndRestart('shipping'));
}, 240_000);
