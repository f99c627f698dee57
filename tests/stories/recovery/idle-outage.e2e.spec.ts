import { expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { Proxy } from '../../machines/support/proxy.js';
import { System } from '../../machines/support/system.js';

// Nothing but requests comes to an idle service: no message is there that would find out that PostgreSQL is back.
it('orders takes orders again after PostgreSQL was away while nothing else was going on', async () => {
  await using proxy = await Proxy.before(process.env['TEST_DATABASE_URL']!);
  await using system = await System.start({ env: proxy.env });
  const { shop } = system;
  const settled = async () =>
    expect(await shop.ended((await shop.place()).orderId)).toMatchObject({ status: 'fulfilled' });
  await settled();
  await proxy.refuse();
  await until(async () => (await shop.send()).status === 503, { what: 'an order being refused' });
  await proxy.pass();
  const ready = async () => (await fetch(`${system.service('orders').url}/health/ready`)).ok;
  await until(ready, { timeout: 15_000, what: 'orders being ready' });
  await settled();
}, 120_000);
