import { InvalidMessage } from '../../errors.js';
import { until } from '../../testing/until.js';
import { DeadLetterQuery, listDeadLetters } from '../dead-letters/letters.js';
import { added, type Shop } from '../../recovery/service.fixture.js';
import type { RedriveOperation } from '../schemas/redrives.js';
import { itemsOf, redriveOperation, startOperation } from './operations.js';
import { chosenBy, RedriveMany } from './selection.js';

/** Steps at once, so that a spec need not wait for seconds. */
export const fast = { redrives: { tickMs: 20, idleMs: 50 } };

/** One error for all: another place in the code would be another cause. */
const hopeless = new InvalidMessage('hopeless');

/** Buries one message of each key; each fails until its fault is taken away. */
export async function deadLettered(shop: Shop, keys: readonly string[]): Promise<string[]> {
  for (const key of keys) shop.faults.set(`${key}/1`, hopeless);
  await shop.deliver(...keys.map((key) => added(key, '1')));
  const { items } = await listDeadLetters(shop.database, DeadLetterQuery.parse({ limit: 200 }));
  return keys.map((key) => items.find((letter) => letter.key === key)!.id);
}

export async function begun(shop: Shop, wish: object): Promise<string> {
  const parsed = RedriveMany.parse(wish);
  const id = await startOperation(shop.database, parsed, await chosenBy(shop.database, parsed), 'ada');
  shop.redrives.wake();
  return id;
}

export const becomes = (shop: Shop, id: string, state: RedriveOperation['state']): Promise<RedriveOperation> =>
  until(
    async () => {
      const found = await redriveOperation(shop.database, id);
      return found?.state === state ? found : undefined;
    },
    { what: `the redrive being ${state}` },
  );

export const reasonsOf = async (shop: Shop, id: string, state: 'refused' | 'failed') =>
  (await itemsOf(shop.database, id, { state, limit: 100 })).items.map(({ deadLetterId, reason }) => [
    deadLetterId,
    reason,
  ]);
