import type { Deployment } from '../services/deployment.js';
import type { Shop } from '../services/shop.js';

/** Whether nothing moves any more, nor has to. */
export const isSettled = (shop: Shop): boolean => unsettled(shop).next().done === true;

/**
 * What still moves, or has to, one after the other: whoever only asks whether there is anything
 * looks no further than the first.
 */
export function* unsettled(shop: Shop): Generator<string> {
  const waiting = shop.deployment('orders').disk.sagas.dues.size;
  if (waiting > 0) yield `${waiting} sagas wait for an answer`;
  for (const deployment of shop.deployments.values()) yield* ofService(deployment, shop);
}

function* ofService({ service, disk }: Deployment, { broker }: Shop): Generator<string> {
  if (disk.outbox.unsent > 0) yield `${service} has ${disk.outbox.unsent} outbox rows to send`;
  if (disk.calls.counts.open > 0) yield `${service} has ${disk.calls.counts.open} calls to make`;
  if (disk.parked.sequences.size > 0) yield `${service} has ${disk.parked.sequences.size} sequences parked`;
  const unread = broker.topics.filter((topic) =>
    broker.committed(service, topic).some((place, partition) => place !== broker.records(topic)[partition]!.length),
  );
  if (unread.length > 0) yield `${service} has ${unread.length} topics to read (${unread.join(', ')})`;
}
