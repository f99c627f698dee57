import { expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { Clock } from '../../machines/support/clock.js';
import { partitionsOfMembers } from '../../machines/support/instances.js';
import type { System } from '../../machines/support/system.js';
import { survives } from '../../machines/support/under-load.js';

const HOUR = 3_600;
/** A member of a consumer group that has sent no heartbeat for this many milliseconds is put out. */
const SESSION = 3_000;

it('orders end in their time and the books agree while the clocks of orders and payments jump by an hour, one forth and one back, and back again', async () => {
  process.stdout.write(`  clocks are put wrong by ${Clock.means}\n`);
  using orders = new Clock();
  using payments = new Clock();
  const env: Record<string, string> = {};
  await survives(
    async (system) => {
      for (const [service, clock] of [
        ['orders', orders],
        ['payments', payments],
      ] as const) {
        await system.service(service).stop();
        Object.assign(env, clock.env);
        await system.service(service).start();
      }
      orders.set(HOUR);
      payments.set(-HOUR);
      await staysWell(system);
      orders.set(0);
      payments.set(0);
      await staysWell(system);
    },
    { env },
  );
}, 240_000);

/** Idle for longer than a session, both are members of their groups still; and then an order goes through in time. */
async function staysWell(system: System): Promise<void> {
  const began = performance.now();
  for (const service of ['orders', 'payments'] as const) {
    await until(
      async () => {
        const members = await partitionsOfMembers(system.stack.kafka.url, system.nameOf(service));
        return performance.now() - began > SESSION + 2_000 && members.length === 1;
      },
      { timeout: 20_000, every: 250, what: `${service} being a member after more than a session` },
    );
  }
  const { orderId } = await system.shop.place();
  expect(await system.shop.ended(orderId, 15_000)).toMatchObject({ status: 'fulfilled' });
}
