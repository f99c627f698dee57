// Where a handler declares it, nothing of a key is handled behind a dead message until a person has decided about it.
import { describe, expect, it } from '@jest/globals';
import { InvalidMessage } from '../../errors.js';
import { until } from '../../testing/until.js';
import { redrive } from '../../operations/redrives/redrive.js';
import { added, quickly, withShop, type Shop } from '../service.fixture.js';

const holding = { policyOf: () => ({ ...quickly, afterDeath: 'hold' as const }) };
const letters = (shop: Shop) =>
  shop.rows<{ id: string; status: string }>('SELECT id, status FROM messaging.dead_letter');
const sequences = (shop: Shop) => shop.rows('SELECT key, state, length FROM messaging.parked_sequence');
const isHeld = (shop: Shop) =>
  until(async () => (await sequences(shop)).some((sequence) => (sequence as { state: string }).state === 'held'), {
    what: 'the sequence being held',
  });

describe('a message that no retry helps and that holds its sequence', () => {
  it('is dead from its arrival, and what comes with it and after it waits', () =>
    withShop(holding, async (shop) => {
      shop.faults.set('a/1', new InvalidMessage('hopeless'));
      shop.startDrain();
      await shop.deliver(added('a', '1'), added('a', '2'), added('b', '1'));
      await isHeld(shop);
      await shop.deliver(added('a', '3'));
      expect(await letters(shop)).toMatchObject([{ status: 'dead' }]);
      expect(await sequences(shop)).toEqual([{ key: 'a', state: 'held', length: 3 }]);
      expect([await shop.basket('a'), await shop.basket('b')]).toEqual([[], ['1']]);
    }));

  it('is handled first once it is redriven, then the others in order', () =>
    withShop(holding, async (shop) => {
      shop.faults.set('a/1', new InvalidMessage('hopeless'));
      shop.startDrain();
      await shop.deliver(added('a', '1'), added('a', '2'));
      await isHeld(shop);
      shop.faults.clear();
      await redrive(shop.database, { id: (await letters(shop))[0]!.id, actor: 'ada' });
      shop.recovery.wake();
      await until(async () => (await shop.basket('a')).length === 2);
      expect(await shop.basket('a')).toEqual(['1', '2']);
    }));

  it('waits behind what is parked before it, even if it cannot be read', () =>
    withShop(holding, async (shop) => {
      shop.faults.set('a/1', new Error('not yet'));
      await shop.deliver(added('a', '1'), { ...added('a', '2'), value: Buffer.from('{oops') }, added('a', '3'));
      expect(await letters(shop)).toEqual([]);
      shop.faults.clear();
      shop.startDrain();
      await isHeld(shop);
      expect(await shop.basket('a')).toEqual(['1']);
      expect(await sequences(shop)).toEqual([{ key: 'a', state: 'held', length: 2 }]);
    }));
});
