import { expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { whyIdle } from '../../machines/support/consumers.js';
import { placeMany } from '../../machines/support/load.js';
import { nothing, putAside } from '../../machines/support/put-aside.js';
import { Proxy } from '../../machines/support/proxy.js';
import { survives } from '../../machines/support/under-load.js';

it('orders are taken and wait while nothing comes through to Kafka or back, longer than requests and sessions last, and end when it does', async () => {
  await using proxy = await Proxy.before(process.env['TEST_KAFKA']!);
  await survives(
    async (system) => {
      const { shop } = system;
      proxy.fallSilent();
      const waiting = await placeMany(shop, 10);
      for (const service of ['orders', 'inventory'] as const) {
        await until(async () => (await whyIdle(system, service))?.includes('not in the consumer group'), {
          timeout: 60_000,
          every: 250,
          what: `${service} being out of its group`,
        });
      }
      for (const { orderId } of waiting) expect(await shop.order(orderId)).toMatchObject({ status: 'pending' });
      await proxy.pass();
      for (const { orderId } of waiting) await shop.ended(orderId);
      expect(await putAside(system)).toEqual(nothing);
    },
    { env: proxy.env },
  );
}, 240_000);
