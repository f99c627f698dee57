import { it } from '@jest/globals';
import { killInACall } from '../../machines/support/kill-in-a-call.js';
import { survives } from '../../machines/support/under-load.js';

it('orders end and the books agree after shipping is killed under load, with calls to the carrier unanswered, and started again', async () => {
  await survives((system) => killInACall(system, 'shipping', 'carrier'));
}, 240_000);
