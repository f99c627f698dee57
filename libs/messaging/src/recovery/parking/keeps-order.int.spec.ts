// Messages of one key stay in order through their retries, and no other key waits for them.
import { describe, expect, it } from '@jest/globals';
import { until } from '../../testing/until.js';
import { added, withShop } from '../service.fixture.js';

describe('a message that fails', () => {
  it('is retried until it succeeds, and those behind it follow in order', () =>
    withShop({}, async (shop) => {
      shop.startDrain();
      shop.faults.set('a/1', new Error('not yet'));
      await shop.deliver(added('a', '1'), added('a', '2'), added('b', '1'));
      await shop.deliver(added('a', '3'));
      expect(await shop.basket('a')).toEqual([]);
      expect(await shop.basket('b')).toEqual(['1']);

      shop.faults.clear();
      await until(async () => (await shop.basket('a')).length === 3);
      expect(await shop.basket('a')).toEqual(['1', '2', '3']);
      expect(await shop.rows('SELECT * FROM messaging.parked_sequence')).toEqual([]);
      expect(await shop.rows('SELECT DISTINCT state FROM messaging.inbox')).toEqual([{ state: 'handled' }]);
    }));

  it('fails alone: messages of its key that came before it in the same batch are handled', () =>
    withShop({}, async (shop) => {
      shop.faults.set('a/2', new Error('not yet'));
      await shop.deliver(added('a', '1'), added('a', '2'), added('a', '3'));
      expect(await shop.basket('a')).toEqual(['1']);
      expect(await shop.rows('SELECT length, tries, state FROM messaging.parked_sequence')).toEqual([
        { length: 2, tries: 1, state: 'retrying' },
      ]);
      expect(await shop.rows(`SELECT state, count(*)::int FROM messaging.inbox GROUP BY state ORDER BY state`)).toEqual(
        [
          { state: 'handled', count: 1 },
          { state: 'parked', count: 2 },
        ],
      );
    }));

  it('does not delay a follower of its own sequence that fails in its turn', () =>
    withShop({}, async (shop) => {
      shop.faults.set('a/1', new Error('not yet')).set('a/2', new Error('not yet either'));
      await shop.deliver(added('a', '1'), added('a', '2'), added('a', '3'));
      shop.faults.delete('a/1');
      shop.startDrain();
      await until(async () => (await shop.basket('a')).length === 1);
      shop.faults.clear();
      await until(async () => (await shop.basket('a')).length === 3);
      expect(await shop.basket('a')).toEqual(['1', '2', '3']);
    }));

  it('is not handled twice when Kafka delivers it again while it is parked', () =>
    withShop({}, async (shop) => {
      const record = added('a', '1');
      shop.faults.set('a/1', new Error('not yet'));
      await shop.deliver(record);
      await shop.deliver(record);
      shop.faults.clear();
      shop.startDrain();
      await until(async () => (await shop.basket('a')).length > 0);
      await shop.deliver(record);
      expect(await shop.basket('a')).toEqual(['1']);
    }));
});
