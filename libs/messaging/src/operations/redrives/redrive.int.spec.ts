// A redrive runs the original record again, as the same message and the same dead letter.
import { describe, expect, it } from '@jest/globals';
import { InvalidMessage } from '../../errors.js';
import { derivedId } from '../../message/ids.js';
import { until } from '../../testing/until.js';
import type { DeadLetterDetail } from '../schemas/dead-letters.js';
import { deadLetter, DeadLetterQuery, listDeadLetters } from '../dead-letters/letters.js';
import { redrive } from './redrive.js';
import { added, quickly, withShop, type Shop } from '../../recovery/service.fixture.js';

async function onlyLetter(shop: Shop): Promise<DeadLetterDetail> {
  const { items } = await listDeadLetters(shop.database, DeadLetterQuery.parse({}));
  expect(items).toHaveLength(1);
  return (await deadLetter(shop.database, items[0]!.id))!;
}
const statusIs = (shop: Shop, status: string) =>
  until(async () => (await onlyLetter(shop)).status === status, { what: `the dead letter is ${status}` });

describe('a redrive', () => {
  it('is pending until the handler confirms; the message keeps its id, so it cannot take effect twice', () =>
    withShop({}, async (shop) => {
      const record = added('a', '1');
      shop.faults.set('a/1', new InvalidMessage('hopeless'));
      await shop.deliver(record);
      const { id } = await onlyLetter(shop);
      shop.faults.clear();

      expect(await redrive(shop.database, { id, actor: 'ada' })).toEqual({ kind: 'pending', id, undoneAt: null });
      expect((await onlyLetter(shop)).status).toBe('redriving');
      expect(await redrive(shop.database, { id, actor: 'bob' })).toEqual({ kind: 'refused', id, reason: 'redriving' });
      shop.startDrain();
      await statusIs(shop, 'resolved');

      await shop.deliver(record);
      expect(await shop.basket('a')).toEqual(['1']);
      expect((await onlyLetter(shop)).history.map(({ kind, actor }) => `${kind} by ${actor}`)).toEqual([
        'dead-lettered by system',
        'redriven by ada',
        'resolved by system',
      ]);
      expect(await redrive(shop.database, { id, actor: 'bob' })).toEqual({ kind: 'refused', id, reason: 'resolved' });
      expect(await redrive(shop.database, { id: derivedId('none'), actor: 'bob' })).toMatchObject({
        reason: 'unknown',
      });
    }));

  it('that fails again is dead again under the same id, after one try', () =>
    withShop({}, async (shop) => {
      shop.startDrain();
      shop.faults.set('a/1', new InvalidMessage('hopeless'));
      await shop.deliver(added('a', '1'));
      const { id } = await onlyLetter(shop);
      shop.faults.set('a/1', new RangeError('something else'));
      await redrive(shop.database, { id, actor: 'ada' });
      shop.recovery.wake();
      await statusIs(shop, 'dead');
      expect(await onlyLetter(shop)).toMatchObject({ id, attempts: 2, redrives: 1, error: { class: 'RangeError' } });
      expect((await onlyLetter(shop)).history.map(({ kind }) => kind)).toEqual([
        'dead-lettered',
        'redriven',
        'failed-again',
      ]);
      expect(await shop.rows('SELECT * FROM messaging.parked_sequence')).toEqual([]);
    }));

  it('goes behind what is parked of its sequence', () =>
    withShop({}, async (shop) => {
      shop.faults.set('a/1', new InvalidMessage('hopeless')).set('a/2', new Error('not yet'));
      await shop.deliver(added('a', '1'), added('a', '2'), added('a', '3'));
      const { id } = await onlyLetter(shop);
      await redrive(shop.database, { id, actor: 'ada' });
      shop.faults.clear();
      shop.startDrain();
      await statusIs(shop, 'resolved');
      expect(await shop.basket('a')).toEqual(['2', '3', '1']);
    }));

  it('takes a message also when it is older than the inbox remembers', () =>
    withShop({}, async (shop) => {
      await shop.deliver(added('a', '1', { ce_time: '2020-01-01T00:00:00Z' }));
      expect(await onlyLetter(shop)).toMatchObject({ error: { class: 'MessageTooOld' } });
      await redrive(shop.database, { id: (await onlyLetter(shop)).id, actor: 'ada' });
      shop.startDrain();
      await statusIs(shop, 'resolved');
      expect(await shop.basket('a')).toEqual(['1']);
    }));

  it('frees a sequence that is held behind its dead head, in its old order', () =>
    withShop({ policyOf: () => ({ ...quickly, afterDeath: 'hold' }) }, async (shop) => {
      shop.startDrain();
      shop.faults.set('a/1', new Error('for good'));
      await shop.deliver(added('a', '1'), added('a', '2'));
      await until(async () => (await listDeadLetters(shop.database, DeadLetterQuery.parse({}))).items.length > 0);
      const { id } = await onlyLetter(shop);
      expect(await shop.rows('SELECT state, due_at, length FROM messaging.parked_sequence')).toEqual([
        { state: 'held', due_at: null, length: 2 },
      ]);
      await redrive(shop.database, { id, actor: 'ada' });
      shop.recovery.wake();
      await until(async () => (await onlyLetter(shop)).attempts === 4);
      expect(await shop.rows('SELECT state, length FROM messaging.parked_sequence')).toEqual([
        { state: 'held', length: 2 },
      ]);

      shop.faults.clear();
      await redrive(shop.database, { id, actor: 'ada' });
      shop.recovery.wake();
      await until(async () => (await shop.basket('a')).length === 2);
      expect(await shop.basket('a')).toEqual(['1', '2']);
    }));

  it('of a record that could not be read does nothing if its message has been handled since', () =>
    withShop({}, async (shop) => {
      const record = added('a', '1');
      await shop.deliver({ ...record, headers: { ...record.headers, ce_deadline: 'soon' } });
      await shop.deliver({ ...record, offset: '1000' });
      const { id } = await onlyLetter(shop);
      await shop.rows(`UPDATE messaging.dead_letter SET record_headers = record_headers - 'ce_deadline'`);
      await redrive(shop.database, { id, actor: 'ada' });
      shop.startDrain();
      await statusIs(shop, 'resolved');
      expect(await shop.basket('a')).toEqual(['1']);
    }));
});
