import { expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { whyIdle } from '../../machines/support/consumers.js';
import { placeMany } from '../../machines/support/load.js';
import { oneMoreEnds } from '../../machines/support/progress.js';
import { nothing, putAside } from '../../machines/support/put-aside.js';
import { Proxy } from '../../machines/support/proxy.js';
import { survives } from '../../machines/support/under-load.js';

const TIMES = 4;

it('orders end and the books agree after Kafka is out of reach under load for longer than a send is tried, and then its connections are cut, again and again', async () => {
  await using proxy = await Proxy.before(process.env['TEST_KAFKA']!);
  await survives(
    async (system) => {
      expect(proxy.connections).toBeGreaterThan(0);
      // What is sent into silence has not arrived when the connections end: else a send would fail
      // of which only the answer is lost.
      proxy.fallSilent();
      const waiting = await placeMany(system.shop, 10);
      await proxy.refuse();
      await until(() => whyIdle(system, 'orders'), {
        timeout: 30_000,
        what: 'orders saying that it cannot use the broker',
      });
      for (const { orderId } of waiting) expect(await system.shop.order(orderId)).toMatchObject({ status: 'pending' });
      await proxy.pass();
      for (let time = 0; time < TIMES; time += 1) {
        await oneMoreEnds(system);
        proxy.cut();
      }
      await oneMoreEnds(system);
      for (const { orderId } of waiting) await system.shop.ended(orderId);
      expect(await putAside(system)).toEqual(nothing);
    },
    { env: proxy.env },
  );
}, 240_000);
