// A message that no retry helps becomes a dead letter: a row with its history, and a record for the service's DLQ
// topic.
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { InvalidMessage } from '../../errors.js';
import { until } from '../../testing/until.js';
import { deadLetter, DeadLetterQuery, listDeadLetters } from '../../operations/dead-letters/letters.js';
import { added, quickly, withShop, type Shop } from '../service.fixture.js';

const all = DeadLetterQuery.parse({});
const listed = async (shop: Shop) => (await listDeadLetters(shop.database, all)).items;
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('a poison message', () => {
  it('is dead after its tries, and the messages behind it go on', () =>
    withShop({}, async (shop) => {
      shop.startDrain();
      shop.faults.set('a/1', new TypeError('poison'));
      await shop.deliver(added('a', '1', { ce_correlationid: 'saga-1', traceparent: TRACE }), added('a', '2'));
      await until(async () => (await shop.basket('a')).length === 1);
      const [summary] = await listed(shop);
      expect(summary).toMatchObject({
        status: 'dead',
        type: 'shop.add',
        key: 'a',
        attempts: 3,
        sagaId: 'saga-1',
        traceId: TRACE.split('-')[1],
        error: { class: 'TypeError', message: 'poison' },
      });
      expect(await shop.rows(`SELECT state, count(*)::int FROM messaging.inbox GROUP BY state ORDER BY state`)).toEqual(
        [
          { state: 'dead', count: 1 },
          { state: 'handled', count: 1 },
        ],
      );
      expect(
        (await deadLetter(shop.database, summary!.id))!.history.map(({ kind, actor }) => `${kind} by ${actor}`),
      ).toEqual(['tried by system', 'parked by system', 'tried by system', 'dead-lettered by system']);
    }));

  it('is told to the DLQ topic with its bytes, its headers and where it came from', () =>
    withShop({}, async (shop) => {
      const record = added('a', '1', { 'x-own': 'kept' });
      shop.faults.set('a/1', new InvalidMessage('hopeless'));
      await shop.deliver(record);
      expect(shop.sent).toHaveLength(1);
      const [{ topic, key, value, headers }] = shop.sent as [(typeof shop.sent)[0]];
      expect({ topic, key, value }).toEqual({ topic: 'shop.dlq', key: 'a', value: record.value!.toString() });
      expect(headers).toMatchObject({
        'x-own': 'kept',
        ce_id: record.headers['ce_id'],
        '__sagaworks.errors.topic': 'shop.commands',
        '__sagaworks.errors.partition': '0',
        '__sagaworks.errors.offset': record.offset,
        '__sagaworks.errors.attempts': '1',
        '__sagaworks.errors.exception.class.name': 'InvalidMessage',
      });
    }));

  it('is dead at once when its error says that no retry helps', () =>
    withShop({}, async (shop) => {
      shop.faults.set('a/1', new InvalidMessage('hopeless'));
      await shop.deliver(added('a', '1'), added('a', '2'));
      expect(await shop.basket('a')).toEqual(['2']);
      expect((await listed(shop)).map(({ attempts }) => attempts)).toEqual([1]);
    }));

  it('is dead at once where one try is all that its handler gives it', () =>
    withShop({ policyOf: () => ({ ...quickly, delaysMs: [] }) }, async (shop) => {
      shop.faults.set('a/1', new Error('not yet'));
      await shop.deliver(added('a', '1'), added('a', '2'));
      expect(await shop.basket('a')).toEqual(['2']);
      expect((await listed(shop)).map(({ attempts }) => attempts)).toEqual([1]);
    }));

  it('is kept whole even if its bytes are no text and its headers hold what PostgreSQL refuses', () =>
    withShop({}, async (shop) => {
      const value = Buffer.from([0xff, 0x00, 0xfe]);
      await shop.deliver({
        ...added('a', '1', { 'x-odd': 'nul \u0000', ce_correlationid: 's'.repeat(5_000) }),
        key: Buffer.from('k\u0000'),
        value,
      });
      const [summary] = await listed(shop);
      expect(summary).toMatchObject({ error: { class: 'MalformedMessage' }, key: 'k\uFFFD' });
      expect((await deadLetter(shop.database, summary!.id))!.record.value).toEqual({
        base64: value.toString('base64'),
      });
      expect(shop.sent[0]).toMatchObject({ value: value.toString('base64'), encoding: 'base64' });
    }));

  it('can be parked under a key longer than an index takes', () =>
    withShop({}, async (shop) => {
      const long = randomBytes(10_000).toString('base64');
      shop.faults.set(`${long}/1`, new Error('not yet'));
      await shop.deliver(added(long, '1'), added(long, '2'));
      shop.faults.clear();
      shop.startDrain();
      await until(async () => (await shop.basket(long)).length === 2);
      expect(await shop.basket(long)).toEqual(['1', '2']);
    }));
});

describe('the list of dead letters', () => {
  it('is paged, newest first, by status and type', () =>
    withShop({}, async (shop) => {
      for (const item of ['1', '2', '3']) shop.faults.set(`a/${item}`, new InvalidMessage(item));
      await shop.deliver(added('a', '1'), added('a', '2'), added('a', '3'));
      const first = await listDeadLetters(
        shop.database,
        DeadLetterQuery.parse({ limit: '2', status: 'dead', type: 'shop.add' }),
      );
      const second = await listDeadLetters(shop.database, {
        ...DeadLetterQuery.parse({ limit: '2' }),
        after: first.next!,
      });
      expect([...first.items, ...second.items].map(({ error }) => error.message)).toEqual(['3', '2', '1']);
      expect(second.next).toBeNull();
      expect(await listDeadLetters(shop.database, DeadLetterQuery.parse({ status: 'resolved' }))).toEqual({
        items: [],
        next: null,
      });
      expect(new Set(first.items.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    }));
});
