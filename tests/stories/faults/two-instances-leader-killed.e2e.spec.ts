import { expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { services } from '@sagaworks/tools';
import { leaderOf, leads, partitionsOfMembers } from '../../machines/support/instances.js';
import { placeMany } from '../../machines/support/load.js';
import { Oracle } from '../../machines/support/oracle.js';
import { Shop } from '../../machines/support/shop.js';
import { System } from '../../machines/support/system.js';

const ORDERS = 60;
const DOUBLE = ['orders', 'payments'] as const;

it('two instances of a service share its partitions and one sends; when that is killed under load the other sends within 5 s, and every order ends once', async () => {
  await using system = await System.start({ instances: { orders: 2, payments: 2 } });
  for (const service of DOUBLE) {
    await until(
      async () => {
        const partitions = await partitionsOfMembers(system.stack.kafka.url, system.nameOf(service));
        return partitions.length === 2 && partitions[1]! - partitions[0]! <= 1;
      },
      { what: `${service} sharing its partitions`, timeout: 30_000, every: 250 },
    );
  }
  const doomed = await Promise.all(DOUBLE.map((service) => leaderOf(system, service)));
  const shop = new Shop({ ...system.services.urls, orders: doomed[0]!.other.url });
  const oracle = await Oracle.over(system, { shop });

  const placing = placeMany(shop, ORDERS);
  await until(async () => (await shop.orders()).length >= ORDERS / 4, { timeout: 30_000 });
  await Promise.all(
    doomed.map(async ({ leader, other }) => {
      await leader.kill('SIGKILL');
      const killedAt = performance.now();
      await until(() => leads(other), { what: `${other.name} leading`, timeout: 15_000 });
      expect(performance.now() - killedAt).toBeLessThan(5_000);
    }),
  );

  const placed = await placing;
  expect(new Set(placed.map(({ orderId }) => orderId)).size).toBe(ORDERS);
  for (const { orderId } of placed) await shop.ended(orderId, 120_000);
  expect(await oracle.wrong()).toEqual([]);
  expect(await shop.mails()).toHaveLength(ORDERS);
  for (const service of services) {
    const { url } = doomed.find(({ other }) => other.app === service)?.other ?? system.service(service);
    expect({ service, items: await shop.all(`${url}/ops/dead-letters`) }).toEqual({ service, items: [] });
  }
}, 240_000);
