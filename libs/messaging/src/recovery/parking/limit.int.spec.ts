// At its length limit a sequence makes its partition wait: nothing is dropped, nothing overtakes.
import { describe, expect, it } from '@jest/globals';
import { SequenceFull } from '../../errors.js';
import { until } from '../../testing/until.js';
import { added, withShop } from '../service.fixture.js';

describe('a sequence at its limit', () => {
  it('has its partition wait until it is shorter', () =>
    withShop({ limit: 3 }, async (shop) => {
      const sequence = [{ topic: 'shop.commands', key: 'a' }];
      const insist = () => shop.recovery.parking.requireCapacity(sequence);
      shop.faults.set('a/1', new Error('not yet'));
      await shop.deliver(added('a', '1'), added('a', '2'), added('a', '3'));
      const last = added('a', '4');
      await shop.deliver(last, added('b', '1'));
      expect(insist).toThrow(SequenceFull);
      expect(() => shop.recovery.parking.requireCapacity([{ topic: 'shop.commands', key: 'b' }])).not.toThrow();
      expect(await shop.rows('SELECT length, full_since IS NOT NULL AS full FROM messaging.parked_sequence')).toEqual([
        { length: 4, full: true },
      ]);

      await shop.deliver(last);
      expect(insist).toThrow(SequenceFull);
      shop.faults.clear();
      shop.startDrain();
      await until(async () => (await shop.basket('a')).length === 4);
      await shop.deliver(added('b', '2'));
      await shop.deliver(last);
      expect(insist).not.toThrow();
      expect(await shop.basket('a')).toEqual(['1', '2', '3', '4']);
    }));
});
