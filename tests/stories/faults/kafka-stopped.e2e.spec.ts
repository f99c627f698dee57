import { expect, it } from '@jest/globals';
import { placeMany } from '../../machines/support/load.js';
import { survives } from '../../machines/support/under-load.js';

it('orders are taken while Kafka is stopped, and end when it is back', async () => {
  await survives(
    async ({ stack, shop }) => {
      await stack.kafka.stop();
      const waiting = await placeMany(shop, 10);
      for (const { orderId } of waiting) expect(await shop.order(orderId)).toMatchObject({ status: 'pending' });
      await stack.kafka.start();
      for (const { orderId } of waiting) await shop.ended(orderId);
    },
    { alone: true },
  );
}, 240_000);
