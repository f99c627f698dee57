import { expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { services } from '@sagaworks/tools';
import { administer } from '../../machines/support/kafka.js';
import { haveEnded } from '../../machines/support/progress.js';
import type { System } from '../../machines/support/system.js';
import { survives } from '../../machines/support/under-load.js';

it('orders end and the books agree when every service reads all its topics from the start again under load', async () => {
  await survives(async (system) => {
    await haveEnded(system, 5);
    // An order ends without the notifier, whose group may still be gathering.
    for (const service of services)
      await until(async () => (await readBy(system, service)) > 0, { timeout: 30_000, what: `${service} having read` });
    await Promise.all(services.map((service) => system.service(service).stop()));
    for (const service of services) expect(await rewind(system, service)).toBeGreaterThan(0);
    await Promise.all(services.map((service) => system.service(service).start()));
  });
}, 240_000);

/** How many records a service has read, as far as its group has committed. */
const readBy = (system: System, service: string): Promise<number> =>
  administer(system, async (admin) =>
    (await admin.fetchOffsets({ groupId: system.nameOf(service) }))
      .flatMap(({ partitions }) => partitions)
      .reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0),
  );

/** Forgets what a stopped service has read; resolves to how many records it will read again. */
async function rewind(system: System, service: string): Promise<number> {
  const groupId = system.nameOf(service);
  const read = await readBy(system, service);
  // A member that was too busy to say that it leaves is one until its session ends.
  await administer(system, (admin) =>
    until(() => admin.deleteGroups([groupId]).then(() => true), {
      timeout: 20_000,
      every: 250,
      what: `nobody being in the group ${groupId}`,
    }),
  );
  return read;
}
