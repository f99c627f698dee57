// A dead letter is given up for a reason, can be restored, and leaves only by age.
import { describe, expect, it } from '@jest/globals';
import { silent } from '../../runtime/logger.js';
import { InvalidMessage } from '../../errors.js';
import { until } from '../../testing/until.js';
import { redrive } from '../redrives/redrive.js';
import { added, quickly, withShop, type Shop } from '../../recovery/service.fixture.js';
import { discard, restore } from './discard.js';
import { deadLetter } from './letters.js';
import { discardForgotten, dropSettled } from './retention.js';

const letters = (shop: Shop) =>
  shop.rows<{ id: string; status: string }>('SELECT id, status FROM messaging.dead_letter ORDER BY number');
async function oneDead(shop: Shop): Promise<string> {
  shop.faults.set('a/1', new InvalidMessage('hopeless'));
  await shop.deliver(added('a', '1'));
  return (await letters(shop))[0]!.id;
}
const age = (shop: Shop, days: number) =>
  shop.rows(
    `WITH events AS (UPDATE messaging.audit SET at = now() - make_interval(days => $1)) UPDATE messaging.dead_letter SET last_failed_at = now() - make_interval(days => $1)`,
    [days],
  );

describe('a dead letter', () => {
  it('is discarded with a reason, is not redriven then, and is dead again once it is restored', () =>
    withShop({}, async (shop) => {
      const id = await oneDead(shop);
      expect(await discard(shop.database, { ids: [id], actor: 'ada', reason: 'a test' })).toEqual([id]);
      expect(await discard(shop.database, { ids: [id], actor: 'bob', reason: 'too late' })).toEqual([]);
      expect(await redrive(shop.database, { id, actor: 'ada' })).toMatchObject({
        kind: 'refused',
        reason: 'discarded',
      });
      expect(await restore(shop.database, { id, actor: 'bob' })).toBe(true);
      expect(await restore(shop.database, { id, actor: 'bob' })).toBe(false);
      const { status, history } = (await deadLetter(shop.database, id))!;
      expect(status).toBe('dead');
      expect(history.slice(1)).toMatchObject([
        { kind: 'discarded', actor: 'ada', detail: { reason: 'a test' } },
        { kind: 'restored', actor: 'bob' },
      ]);
    }));

  it('frees what it holds back when it is discarded', () =>
    withShop({ policyOf: () => ({ ...quickly, afterDeath: 'hold' }) }, async (shop) => {
      shop.faults.set('a/1', new InvalidMessage('hopeless')).set('b/1', new InvalidMessage('hopeless'));
      shop.startDrain();
      await shop.deliver(added('a', '1'), added('a', '2'), added('b', '1'));
      await until(async () => (await letters(shop)).length === 2);
      await discard(shop.database, { ids: (await letters(shop)).map(({ id }) => id), actor: 'ada', reason: 'a test' });
      shop.recovery.wake();
      await until(async () => (await shop.basket('a')).length === 1);
      await until(async () => (await shop.rows('SELECT FROM messaging.parked_sequence')).length === 0);
      expect(await shop.basket('a')).toEqual(['2']);
    }));
});

async function retain(shop: Shop): Promise<void> {
  await dropSettled(shop.database, 30);
  await discardForgotten(shop.database, 30, silent);
}

describe('retention', () => {
  it('discards what nobody touched, says so, and drops it only after as long again', () =>
    withShop({}, async (shop) => {
      const id = await oneDead(shop);
      await retain(shop);
      expect(await letters(shop)).toMatchObject([{ status: 'dead' }]);
      await age(shop, 31);
      await retain(shop);
      expect((await deadLetter(shop.database, id))!).toMatchObject({
        status: 'discarded',
        history: [{}, { kind: 'discarded', actor: 'system', detail: { reason: 'nobody touched it for 30 days' } }],
      });
      await retain(shop);
      expect(await letters(shop)).toHaveLength(1);
      await age(shop, 31);
      await retain(shop);
      expect(await letters(shop)).toEqual([]);
    }));
});
