import { expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { services } from '@sagaworks/tools';
import { System } from '../../machines/support/system.js';
import { wishOf } from '../../machines/support/load.js';

const FIRST = 6;
const LATER = 20;
const BURNT = 'SELECT key FROM messaging.parked_sequence UNION ALL SELECT key FROM messaging.dead_letter';
const OPEN = `SELECT count(*)::int AS calls, coalesce(sum(tries), 0)::int AS tries FROM messaging.call WHERE state = 'open'`;

// With the card processor, the carrier and the mailbox away, orders wait with their tries
// unspent, and go on by themselves.
it('an outage of the whole outside world burns no tries: orders wait, and end when it is back', async () => {
  await using system = await System.start();
  const { shop } = system;
  await system.service('sandbox').kill('SIGKILL');
  const placeAll = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        shop.placeUntilTaken({ ...wishOf(index), card: 'tok_visa', postcode: '12345' }),
      ),
    );
  const waiting = (calls: number, tries: number) =>
    until(
      async () => {
        const [open] = await system.rows<{ calls: number; tries: number }>('payments', OPEN);
        return open!.calls === calls && open!.tries >= tries ? open : undefined;
      },
      { timeout: 30_000, what: `${calls} authorisations waiting, of ${tries} tries or more` },
    );
  // Failures of five different keys open the breaker; of the keys that come after that a
  // few at most are tried, as probes.
  const placed = await placeAll(FIRST);
  const { tries } = await waiting(FIRST, 5);
  placed.push(...(await placeAll(LATER)));
  expect((await waiting(FIRST + LATER, 5)).tries).toBeLessThan(tries + LATER / 2);
  await system.service('sandbox').start();
  for (const { orderId } of placed) expect(await shop.ended(orderId, 120_000)).toMatchObject({ status: 'fulfilled' });
  for (const service of services) expect(await system.rows(service, BURNT)).toEqual([]);
}, 240_000);
