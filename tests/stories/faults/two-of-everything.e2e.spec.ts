import { expect, it } from '@jest/globals';
import { services, type ServiceName } from '@sagaworks/tools';
import { oneMoreEnds } from '../../machines/support/progress.js';
import { survives } from '../../machines/support/under-load.js';

const TWO = Object.fromEntries(services.map((service) => [service, 2])) as Record<ServiceName, number>;

it('with two instances of each service, one of each killed under load and not started again, orders end and the books agree', async () => {
  await survives(
    async (system) => {
      for (const service of services) {
        await system.service(service, 2).kill('SIGKILL');
        await oneMoreEnds(system);
      }
      expect(services.map((service) => system.service(service, 2).running)).toEqual(services.map(() => false));
    },
    { instances: TWO, orders: 100 },
  );
}, 240_000);
