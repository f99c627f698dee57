import { it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { leaderOf, leads } from '../../machines/support/instances.js';
import { survives } from '../../machines/support/under-load.js';

it('a relay that leads is frozen under load, the other instance takes over, and what the first still sends when it thaws changes nothing', async () => {
  await survives(
    async (system) => {
      const { leader, other } = await leaderOf(system, 'payments');
      await leader.kill('SIGSTOP');
      await until(() => leads(other), { timeout: 15_000, what: `${other.name} leading` });
      await leader.kill('SIGCONT');
      await until(async () => !(await leads(leader)), {
        timeout: 15_000,
        what: `${leader.name} knowing that it leads no more`,
      });
    },
    { instances: { payments: 2 } },
  );
}, 240_000);
