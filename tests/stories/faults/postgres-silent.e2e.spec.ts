import { expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { wishOf } from '../../machines/support/load.js';
import { oneMoreEnds } from '../../machines/support/progress.js';
import { nothing, putAside } from '../../machines/support/put-aside.js';
import { Proxy } from '../../machines/support/proxy.js';
import type { System } from '../../machines/support/system.js';
import { survives } from '../../machines/support/under-load.js';

it('orders are refused with a 503 in time while nothing comes through to PostgreSQL or back, and all that were taken end when it does', async () => {
  await using proxy = await Proxy.before(process.env['TEST_DATABASE_URL']!);
  await survives(
    async (system) => {
      proxy.fallSilent();
      await until(() => isRefused(system), {
        timeout: 14_000,
        what: 'an order being refused before its customer gives up',
      });
      await proxy.pass();
      await oneMoreEnds(system);
      expect(await putAside(system)).toEqual(nothing);
    },
    { env: proxy.env },
  );
}, 240_000);

async function isRefused({ shop }: System): Promise<boolean> {
  const response = await shop.send(wishOf(0));
  return response.status === 503;
}
