import { it } from '@jest/globals';
import { survives } from '../support/under-load.js';

it('orders end and the books agree after payments is killed under load and started again', async () => {
  await survives((system) => system.killAndRestart('payments'));
}, 240_000);
