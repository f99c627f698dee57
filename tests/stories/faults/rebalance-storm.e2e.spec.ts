import { it } from '@jest/globals';
import { services } from '@sagaworks/tools';
import type { Consumer } from 'kafkajs';
import { kafkaOf } from '../../machines/support/kafka.js';
import type { System } from '../../machines/support/system.js';
import { survives } from '../../machines/support/under-load.js';

const TIMES = 5;

it('orders end and the books agree while members join every consumer group under load, take their share and leave', async () => {
  await survives(async (system) => {
    for (let time = 0; time < TIMES; time += 1) {
      const guests = await Promise.all(services.map((service) => join(system, service)));
      await Promise.all(guests.map((guest) => guest.disconnect()));
    }
  });
}, 240_000);

/** A member that does nothing with what it is given; resolves when it has been given its share. */
async function join(system: System, service: string): Promise<Consumer> {
  const guest = kafkaOf(system).consumer({
    groupId: system.nameOf(service),
    sessionTimeout: 6_000,
    heartbeatInterval: 500,
    maxWaitTimeInMs: 200,
  });
  const joined = new Promise((resolve) => guest.on(guest.events.GROUP_JOIN, resolve));
  await guest.connect();
  await guest.subscribe({ topics: [system.nameOf(`${service}.commands`)] });
  await guest.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => undefined });
  await joined;
  return guest;
}
