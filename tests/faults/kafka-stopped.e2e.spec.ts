import { it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { survives } from '../support/under-load.js';

it('orders are taken while Kafka is stopped, and end when it is back', async () => {
  await survives(async ({ stack, shop }) => {
    await stack.kafka.stop();
    const before = (await shop.orders()).length;
    await until(async () => (await shop.orders()).length >= before + 10, { timeout: 30_000, what: 'ten more orders being taken' });
    await stack.kafka.start();
  }, { alone: true });
}, 240_000);
