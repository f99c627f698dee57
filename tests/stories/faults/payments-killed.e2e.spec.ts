import { it } from '@jest/globals';
import { killInACall } from '../../machines/support/kill-in-a-call.js';
import { survives } from '../../machines/support/under-load.js';

it('orders end and the books agree after payments is killed under load, with calls to the card processor unanswered, and started again', async () => {
  await survives((system) => killInACall(system, 'payments', 'cards'));
}, 240_000);
