import { expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { partitionsOfMembers } from '../../machines/support/instances.js';
import type { System } from '../../machines/support/system.js';
import { survives } from '../../machines/support/under-load.js';

const membersOf = (system: System) => partitionsOfMembers(system.stack.kafka.url, system.nameOf('orders'));

/** How many partitions two members have together, once both have some. */
const twoOf = (members: readonly number[]) =>
  members.length === 2 && !members.includes(0) ? members[0]! + members[1]! : undefined;

it('an orchestrator that is frozen under load for longer than its session, and then goes on as if nothing had been, does nothing twice', async () => {
  await survives(
    async (system) => {
      const both = await until(async () => twoOf(await membersOf(system)), {
        timeout: 30_000,
        every: 250,
        what: 'both instances having partitions',
      });
      const frozen = system.service('orders', 2);
      await frozen.kill('SIGSTOP');
      await until(async () => (await membersOf(system)).join() === String(both), {
        timeout: 30_000,
        every: 250,
        what: 'the other having all partitions',
      });
      await frozen.kill('SIGCONT');
      const again = await until(async () => twoOf(await membersOf(system)), {
        timeout: 30_000,
        every: 250,
        what: 'the thawed one having partitions again',
      });
      expect(again).toBe(both);
    },
    { instances: { orders: 2 } },
  );
}, 240_000);
