import { expect, it } from '@jest/globals';
import { placeMany } from '../support/load.js';
import { oneMoreEnds } from '../support/progress.js';
import { nothing, putAside } from '../support/put-aside.js';
import { Proxy } from '../support/proxy.js';
import { survives } from '../support/under-load.js';

const TIMES = 4;

it('orders end and the books agree after all connections to Kafka are cut under load, again and again, and then refused for a while', async () => {
  await using proxy = await Proxy.before(process.env['TEST_KAFKA']!);
  await survives(async (system) => {
    for (let time = 0; time < TIMES; time += 1) {
      expect(proxy.connections).toBeGreaterThan(0);
      proxy.cut();
      await oneMoreEnds(system);
    }
    await proxy.refuse();
    const waiting = await placeMany(system.shop, 10);
    for (const { orderId } of waiting) expect(await system.shop.order(orderId)).toMatchObject({ status: 'pending' });
    await proxy.pass();
    for (const { orderId } of waiting) await system.shop.ended(orderId);
    expect(await putAside(system)).toEqual(nothing);
  }, { env: proxy.env });
}, 240_000);
