import { it } from '@jest/globals';
import { killInACall } from '../../machines/support/kill-in-a-call.js';
import { survives } from '../../machines/support/under-load.js';

it('orders end and the books agree after notifier is killed under load, with mails not yet confirmed, and started again', async () => {
  await survives((system) => killInACall(system, 'notifier', 'mailbox'));
}, 240_000);
