// The group shares its partitions anew, since a second instance leaves and joins: who takes
// over goes on where the other was.
import { until } from '@sagaworks/messaging/testing';
import { partitionsOfMembers } from '../../machines/support/instances.js';
import { atPoint } from '../../machines/support/at-point.js';

atPoint('on-rebalance', {
  instances: 2,
  // The second may be back in the sharing that its leaving began: there is one for certain.
  throws: 1,
  async reach(system, service) {
    const second = system.service(service, 2);
    await second.stop();
    await second.start();
    const members = async () => (await partitionsOfMembers(system.stack.kafka.url, system.nameOf(service))).length;
    await until(async () => (await members()) === 2 || !system.service(service).running, {
      what: `the second ${service} having joined`,
      timeout: 30_000,
      every: 250,
    });
  },
});
