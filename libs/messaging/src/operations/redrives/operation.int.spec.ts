// A redrive of many takes the set that was seen, little by little, and stops by itself when failures return.
import { describe, expect, it } from '@jest/globals';
import { InvalidMessage } from '../../errors.js';
import { derivedId } from '../../message/ids.js';
import { until } from '../../testing/until.js';
import { GroupQuery, listGroups } from '../dead-letters/groups.js';
import { added, Shop, withShop } from '../../recovery/service.fixture.js';
import { becomes, begun, deadLettered, fast, reasonsOf } from './operation.fixture.js';
import { redriveOperation } from './operations.js';
import { redrive } from './redrive.js';
import { steer } from './steer.js';

const keys = (count: number) => Array.from({ length: count }, (_, n) => `k${n}`);
const mend = (shop: Shop, ...mended: string[]) => mended.forEach((key) => shop.faults.delete(`${key}/1`));

describe('a redrive of many', () => {
  it('of a group takes what was there when it was read, each once, and is done when all are handled', () =>
    withShop(fast, async (shop) => {
      shop.startDrain();
      await deadLettered(shop, keys(12));
      const [{ group, asOf } = { group: '', asOf: '' }] = (await listGroups(shop.database, GroupQuery.parse({}))).items;
      await deadLettered(shop, ['later']);
      mend(shop, ...keys(12), 'later');
      const { counts, history } = await becomes(shop, await begun(shop, { group, asOf }), 'done');
      expect(counts).toMatchObject({ succeeded: 12, failed: 0, refused: 0, waiting: 0 });
      expect(history.map(({ kind, actor }) => `${kind} by ${actor}`)).toEqual(['started by ada', 'finish by system']);
      expect(await shop.basket('k0')).toEqual(['1']);
      expect(await shop.basket('later')).toEqual([]);
    }));

  it('halts after the first failure, one letter in; resumed it begins with one again', () =>
    withShop(fast, async (shop) => {
      shop.startDrain();
      const ids = await deadLettered(shop, keys(10));
      const id = await begun(shop, { ids });
      expect((await becomes(shop, id, 'halted')).counts).toMatchObject({ failed: 1, waiting: 9 });
      expect(await reasonsOf(shop, id, 'failed')).toEqual([[ids[0], 'InvalidMessage: hopeless']]);
      mend(shop, ...keys(10));
      expect(await steer(shop.database, id, 'resume', 'bob')).toBe(true);
      shop.redrives.wake();
      expect((await becomes(shop, id, 'done')).counts).toMatchObject({ succeeded: 9, failed: 1 });
    }));

  it('tells why it left a letter out', () =>
    withShop(fast, async (shop) => {
      shop.startDrain();
      const [once, often] = (await deadLettered(shop, ['once', 'often'])) as [string, string];
      await shop.rows('UPDATE messaging.dead_letter SET redrives = 5 WHERE id = $1', [often]);
      mend(shop, 'once', 'often');
      const id = await begun(shop, { ids: [once, often, derivedId('none')] });
      expect((await becomes(shop, id, 'done')).counts).toMatchObject({ succeeded: 1, refused: 2 });
      expect(await reasonsOf(shop, id, 'refused')).toEqual([
        [often, 'redriven-too-often'],
        [derivedId('none'), 'unknown'],
      ]);
      expect(await redrive(shop.database, { id: often, actor: 'ada' })).toMatchObject({
        kind: 'refused',
        reason: 'redriven-too-often',
      });
      expect(await redrive(shop.database, { id: often, actor: 'ada', force: true })).toMatchObject({ kind: 'pending' });
    }));

  it('that is paused redrives nothing, and that is cancelled never will', () =>
    withShop(fast, async (shop) => {
      const ids = await deadLettered(shop, keys(3));
      const id = await begun(shop, { ids });
      expect(await steer(shop.database, id, 'pause', 'bob')).toBe(true);
      expect(await redrive(shop.database, { id: ids[0]!, actor: 'ada', operation: id })).toMatchObject({
        kind: 'refused',
      });
      expect(await steer(shop.database, id, 'pause', 'bob')).toBe(false);
      expect(await steer(shop.database, id, 'cancel', 'bob')).toBe(true);
      expect(await steer(shop.database, id, 'resume', 'bob')).toBe(false);
      expect((await redriveOperation(shop.database, id))!.counts).toMatchObject({ cancelled: 3 });
    }));

  it('goes on in another process when the one that worked on it is gone', () =>
    withShop(fast, async (shop) => {
      const ids = await deadLettered(shop, keys(8));
      const id = await begun(shop, { ids });
      const first = new Shop(shop.url, { ...fast, faults: shop.faults });
      first.startDrain();
      await becomes(first, id, 'halted');
      await first.stop();
      mend(shop, ...keys(8));
      await steer(shop.database, id, 'resume', 'ada');
      await shop.rows(
        `UPDATE messaging.redrive_operation SET worker = 'gone', worker_until = now() + interval '1 second'`,
      );
      shop.startDrain();
      expect((await becomes(shop, id, 'done')).counts).toMatchObject({ succeeded: 7, failed: 1 });
    }));

  it('is worked on by one process at a time, and redrives no letter twice', () =>
    withShop(fast, async (shop) => {
      const ids = await deadLettered(shop, keys(20));
      const other = new Shop(shop.url, { ...fast, faults: shop.faults });
      mend(shop, ...keys(20));
      try {
        for (const each of [shop, other]) each.startDrain();
        const id = await begun(shop, { ids });
        other.redrives.wake();
        expect((await becomes(shop, id, 'done')).counts).toMatchObject({ succeeded: 20 });
        expect(await shop.rows('SELECT DISTINCT redrives FROM messaging.dead_letter')).toEqual([{ redrives: 1 }]);
      } finally {
        await other.stop();
      }
    }));

  it('keeps the order of a key: the oldest letter first', () =>
    withShop(fast, async (shop) => {
      shop.startDrain();
      for (const item of ['1', '2', '3']) shop.faults.set(`a/${item}`, new InvalidMessage('hopeless'));
      await shop.deliver(added('a', '1'), added('a', '2'), added('a', '3'));
      const rows = await shop.rows<{ id: string }>('SELECT id FROM messaging.dead_letter ORDER BY number DESC');
      shop.faults.clear();
      await begun(shop, { ids: rows.map(({ id }) => id) });
      await until(async () => (await shop.basket('a')).length === 3);
      expect(await shop.basket('a')).toEqual(['1', '2', '3']);
    }));
});
