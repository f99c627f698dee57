// A dead letter of a version that nobody sends any more is read as the version that the handler knows today.
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { InvalidMessage } from '../errors.js';
import { command } from '../message/contract.js';
import { until } from '../testing/until.js';
import { redrive } from '../operations/redrives/redrive.js';
import { added, quickly, Shop, withShop } from './service.fixture.js';

const Add2 = command('shop.add', {
  version: 2,
  key: 'basket',
  data: z.object({ basket: z.string(), item: z.string().startsWith('item ') }),
  upcasts: { 1: (data) => ({ ...(data as { item: string }), item: `item ${(data as { item: string }).item}` }) },
});

describe('an old dead letter', () => {
  it('is upcast when it is redriven, and so is what was parked behind it', () =>
    withShop({ policyOf: () => ({ ...quickly, afterDeath: 'hold' }) }, async (before) => {
      before.faults.set('a/1', new InvalidMessage('hopeless'));
      before.startDrain();
      await before.deliver(added('a', '1'));
      await before.deliver(added('a', '2'));
      await until(
        async () =>
          (await before.rows(`SELECT FROM messaging.parked_sequence WHERE state = 'held' AND length = 2`)).length === 1,
        { what: 'both are held' },
      );
      await before.recovery.stop();
      expect(await before.basket('a')).toEqual([]);

      const today = new Shop(before.url, { contract: Add2 });
      try {
        const [letter] = await today.rows<{ id: string }>(`SELECT id FROM messaging.dead_letter`);
        await redrive(today.database, { id: letter!.id, actor: 'ada' });
        today.startDrain();
        await until(async () => (await today.basket('a')).length === 2, { what: 'both are in the basket' });
        expect(await today.basket('a')).toEqual(['item 1', 'item 2']);
      } finally {
        await today.stop();
      }
    }));
});
