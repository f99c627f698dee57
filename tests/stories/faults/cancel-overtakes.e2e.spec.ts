import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { keyOrder } from '../../machines/oracle/checks/key-order.js';
import { Oracle } from '../../machines/support/oracle.js';
import { System } from '../../machines/support/system.js';
import { rearrange, unreadOf } from '../../machines/support/unread.js';

// An undo that overtakes its action leaves a tombstone: the action answers no when it comes, and
// nothing is held, charged or booked.
describe('the undo of a cancelled order that arrives before the action it undoes', () => {
  let system: System;
  let oracle: Oracle;
  beforeAll(async () => {
    system = await System.start();
    oracle = await Oracle.over(system, { without: [keyOrder] });
  }, 120_000);
  afterAll(() => system[Symbol.asyncDispose](), 60_000);

  it.each(['inventory', 'payments', 'shipping'] as const)(
    'at %s',
    async (service) => {
      const { shop } = system;
      await system.service(service).stop();
      const { orderId } = await shop.place();
      const waiting = (count: number) =>
        until(async () => (await unreadOf(system, service)).length === count, {
          timeout: 20_000,
          what: `${count} commands waiting for ${service}`,
        });
      await waiting(1);
      expect((await shop.cancel(orderId)).status).toBe(202);
      await waiting(2);
      await rearrange(system, service, (unread) => unread.reverse());
      await system.service(service).start();
      expect(await shop.ended(orderId)).toMatchObject({ status: 'cancelled', reason: { code: 'customer-cancelled' } });
      await until(async () => (await unreadOf(system, service)).length === 0, {
        timeout: 20_000,
        what: 'the action being read too',
      });
      expect(await oracle.wrong()).toEqual([]);
      expect((await shop.charges(orderId)).filter(({ status }) => status !== 'voided')).toEqual([]);
      expect((await shop.parcels(orderId)).filter(({ status }) => status !== 'cancelled')).toEqual([]);
    },
    90_000,
  );
});
