import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { faultsAt, setOutsideFault } from '../../machines/support/faults.js';
import { placeMany } from '../../machines/support/load.js';
import { Oracle } from '../../machines/support/oracle.js';
import { System } from '../../machines/support/system.js';

const ORDERS = 30;
const PARTIES = ['cards', 'carrier', 'mailbox'];

// Card processor, carrier and mail server together, in the midst of orders: what was done outside is
// done once, whatever was heard of it.
describe('the outside world', () => {
  let system: System;
  let oracle: Oracle;
  beforeAll(async () => {
    system = await System.start();
    oracle = await Oracle.over(system);
  }, 120_000);
  afterAll(() => system?.[Symbol.asyncDispose](), 60_000);

  it.each([
    ['does it and loses the answer', { fault: 'answer-lost', share: 0.3, times: 10 }],
    ['is away now and then', { fault: 'unavailable', share: 0.2, times: 10 }],
    ['answers after two seconds', { fault: 'slow', delayMs: 2_000, share: 0.5 }],
    ['never answers', { fault: 'hang', times: 2 }],
  ])(
    '%s',
    async (_what, wish) => {
      const { shop, services } = system;
      const faults = `${services.urls.sandbox}/faults`;
      const set = await Promise.all(PARTIES.map((party) => setOutsideFault(services.urls.sandbox, { party, ...wish })));
      const placed = await placeMany(shop, ORDERS);
      for (const { orderId } of placed) await shop.ended(orderId, 120_000);
      expect(await oracle.wrong(60_000)).toEqual([]);
      const hits = new Map((await faultsAt(faults)).map((fault) => [fault.id, fault.hits]));
      expect(set.map(({ id }) => hits.get(id)).filter((count) => count === 0)).toEqual([]);
      await fetch(faults, { method: 'DELETE' });
    },
    240_000,
  );
});
