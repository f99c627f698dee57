// Two instances park and drain one sequence at the same time: its messages take effect in order, each once.
import { describe, expect, it } from '@jest/globals';
import { until } from '../testing/until.js';
import { added, Shop, withShop } from './service.fixture.js';

describe('a sequence that one instance drains while another still receives for it', () => {
  it(
    'keeps its order through many rounds of failing, appending and emptying',
    () =>
      withShop({}, async (one) => {
        const two = new Shop(one.url, { faults: one.faults });
        one.startDrain();
        two.startDrain();
        const items = Array.from({ length: 120 }, (_, n) => String(n));
        try {
          for (const item of items) {
            const name = `a/${item}`;
            if (Number(item) % 7 === 0) {
              one.faults.set(name, new Error('not yet'));
              setTimeout(() => one.faults.delete(name), 20);
            }
            await (Number(item) % 3 === 0 ? one : two).deliver(added('a', item));
          }
          await until(async () => (await one.basket('a')).length >= items.length, { timeout: 15_000 });
          expect(await one.basket('a')).toEqual(items);
        } finally {
          await two.stop();
        }
      }),
    30_000,
  );

  it('is noticed by an instance that has seen nothing parked so far', () =>
    withShop({}, async (one) => {
      const two = new Shop(one.url);
      try {
        await two.deliver(added('b', '1'));
        one.faults.set('a/1', new Error('not yet'));
        await one.deliver(added('a', '1'));
        await two.deliver(added('a', '2'), added('b', '2'));
        expect(await two.basket('a')).toEqual([]);
        expect(await two.basket('b')).toEqual(['1', '2']);
      } finally {
        await two.stop();
      }
    }));

  it('has a late message wait for the drain in hand, and then follow it', () =>
    withShop({}, async (shop) => {
      shop.faults.set('a/1', new Error('not yet'));
      await shop.deliver(added('a', '1'));
      const { parking } = shop.recovery;
      const sequence = { topic: 'shop.commands', key: 'a' };
      const other = new Shop(shop.url);
      let late: Promise<unknown> | undefined;
      try {
        await other.database.transaction(async (tx) => {
          await other.recovery.parking.parked(tx, [sequence]);
          late = shop.database.transaction((mine) => parking.parked(mine, [sequence]));
          await until(
            async () =>
              (
                await other.rows(
                  `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
                )
              ).length > 0,
          );
          void tx.sql('DELETE FROM messaging.parked_message');
          void tx.sql('DELETE FROM messaging.parked_sequence');
        });
        expect(await late).toEqual(new Set());
      } finally {
        await other.stop();
      }
    }));
});
