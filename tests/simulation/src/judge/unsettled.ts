import type { Deployment } from '../services/deployment.js';
import type { Shop } from '../services/shop.js';

/** What still moves, or has to; empty once all has come to its end. */
export function unsettled(shop: Shop): string[] {
  const waiting = shop.deployment('orders').disk.sagas.dues.size;
  return [...[...shop.deployments.values()].flatMap((deployment) => ofService(deployment, shop)), ...(waiting === 0 ? [] : [`${waiting} sagas wait for an answer`])];
}

function ofService({ service, disk }: Deployment, { broker }: Shop): string[] {
  const unread = broker.topics.filter((topic) => broker.committed(service, topic).some((place, partition) => place !== broker.records(topic)[partition]!.length));
  const open: [number, string][] = [
    [disk.outbox.unsent, 'outbox rows to send'], [disk.calls.counts.open, 'calls to make'], [disk.parked.sequences.size, 'sequences parked'], [unread.length, `topics to read (${unread.join(', ')})`],
  ];
  return open.filter(([count]) => count > 0).map(([count, what]) => `${service} has ${count} ${what}`);
}
