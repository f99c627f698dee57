// What another tool or an older version has put into the DLQ topic becomes a dead letter, too, and says what it lacks.
import { describe, expect, it } from '@jest/globals';
import { InvalidMessage } from '../../errors.js';
import { silent } from '../../runtime/logger.js';
import type { ReceivedRecord, WireRecord } from '../../message/message.js';
import { until } from '../../testing/until.js';
import { listGroups, GroupQuery } from '../dead-letters/groups.js';
import type { DeadLetterDetail } from '../schemas/dead-letters.js';
import { deadLetter, DeadLetterQuery, listDeadLetters } from '../dead-letters/letters.js';
import { ERROR_HEADERS } from '../../recovery/dead-letters/dlq-record.js';
import { redrive } from '../redrives/redrive.js';
import { added, withShop, type Shop } from '../../recovery/service.fixture.js';
import { Restorer } from './restore-letters.js';

let offset = 0;
/** A record as it is read from the service's DLQ topic. */
const inTopic = ({ key = 'a', value = '{}', headers = {} }: Partial<WireRecord>): ReceivedRecord => ({
  topic: 'shop.dlq',
  partition: 0,
  offset: String((offset += 1)),
  timestamp: new Date('2026-01-02T03:04:05Z'),
  key: Buffer.from(key),
  value: value === null ? null : Buffer.from(value),
  headers,
});
/** What our own record says, but for some of our headers. */
const without = (headers: WireRecord['headers'], ...names: string[]) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name.slice(ERROR_HEADERS.length))));

async function rebuilt(shop: Shop, ...records: ReceivedRecord[]) {
  const restorer = new Restorer('shop', shop.database, 'ada', silent);
  for (const record of records) await restorer.take(record);
  return restorer.result;
}
async function letters(shop: Shop): Promise<DeadLetterDetail[]> {
  const { items } = await listDeadLetters(shop.database, DeadLetterQuery.parse({}));
  return Promise.all(items.map(async ({ id }) => (await deadLetter(shop.database, id))!));
}
/** What is told of a message that died, before the database lost it. */
async function lost(shop: Shop): Promise<{ record: ReceivedRecord; sent: WireRecord; letter: DeadLetterDetail }> {
  shop.faults.set('a/1', new InvalidMessage('hopeless'));
  const record = added('a', '1');
  await shop.deliver(record);
  const [letter] = await letters(shop);
  await shop.rows('DELETE FROM messaging.dead_letter');
  await shop.rows('DELETE FROM messaging.inbox');
  shop.faults.clear();
  return { record, sent: shop.sent[0]!, letter: letter! };
}

describe('a record without our headers', () => {
  it('is a dead letter that says what it lacks, once, however often the index is rebuilt', () =>
    withShop({}, async (shop) => {
      const record = inTopic({ value: 'not even JSON' });
      expect(await rebuilt(shop, record)).toEqual({ read: 1, added: 1, foreign: 1, unkept: 0 });
      expect(await rebuilt(shop, record)).toEqual({ read: 1, added: 0, foreign: 0, unkept: 0 });
      const [letter] = await letters(shop);
      expect(letter).toMatchObject({
        status: 'dead',
        type: 'unknown',
        key: 'a',
        attempts: 0,
        source: { topic: 'shop.dlq', partition: 0, offset: record.offset },
        firstFailedAt: record.timestamp,
        error: {
          class: 'ForeignDeadLetter',
          message: expect.stringMatching(
            /another tool.*what failed \(dead-letter-id, .*\); and it cannot be read: header ce_type is missing/,
          ),
        },
        record: { value: { text: 'not even JSON' } },
        history: [
          {
            kind: 'rebuilt',
            actor: 'ada',
            detail: { from: `shop.dlq/0@${record.offset}`, lacks: expect.arrayContaining(['dead-letter-id', 'topic']) },
          },
        ],
      });
    }));

  it('is of one cause with the others of its type', () =>
    withShop({}, async (shop) => {
      const { ce_time: _, ...headers } = added('a', '1').headers as { ce_time: string };
      await rebuilt(
        shop,
        inTopic({}),
        inTopic({ value: null }),
        inTopic({ headers: { ...headers, ce_id: 'one' } }),
        inTopic({ headers: { ...headers, ce_id: 'two' } }),
      );
      const { items } = await listGroups(shop.database, GroupQuery.parse({}));
      expect(items.map(({ type, counts, error }) => [type, counts.dead, error.class])).toEqual([
        ['shop.add', 2, 'ForeignDeadLetter'],
        ['unknown', 2, 'ForeignDeadLetter'],
      ]);
    }));

  it('that can be read is redriven as the message that it is: once, also if it is there twice and comes over Kafka, too', () =>
    withShop({}, async (shop) => {
      const message = added('a', '1');
      const copy = () => inTopic({ value: message.value!.toString(), headers: message.headers });
      expect(await rebuilt(shop, copy(), copy())).toMatchObject({ added: 1, foreign: 1 });
      const [{ id }] = (await letters(shop)) as [DeadLetterDetail];
      await redrive(shop.database, { id, actor: 'ada' });
      shop.startDrain();
      await until(async () => (await letters(shop))[0]!.status === 'resolved');
      await shop.deliver(message);
      expect(await shop.basket('a')).toEqual(['1']);
      expect(await rebuilt(shop, copy())).toMatchObject({ added: 0 });
    }));

  it('cannot pass for an answer or for something unsent', () =>
    withShop({}, async (shop) => {
      await rebuilt(
        shop,
        inTopic({ headers: { ce_type: 'shop.add', '__sagaworks.answer': 'no', '__sagaworks.unsent': 'true' } }),
      );
      expect((await letters(shop))[0]!.record.headers).toEqual({ ce_type: 'shop.add' });
    }));
});

describe('a record of an older version', () => {
  it.each([['message-id', 'type'], ['message-id'], ['dead-letter-id'], ['type']])(
    'that lacks %s %s is the letter that it was',
    (...names) =>
      withShop({}, async (shop) => {
        const { sent, letter } = await lost(shop);
        expect(await rebuilt(shop, inTopic({ ...sent, headers: without(sent.headers, ...names) }))).toMatchObject({
          added: 1,
        });
        const { id, type, messageId, error, source, attempts, record } = letter;
        expect(await letters(shop)).toMatchObject([
          { id, type, messageId, error, source, attempts, record: { value: record.value } },
        ]);
      }),
  );

  it('that was unreadable then is the letter that it was', () =>
    withShop({}, async (shop) => {
      await shop.deliver({ ...added('a', '1'), value: Buffer.from('{oops') });
      const [{ id, messageId }] = (await letters(shop)) as [DeadLetterDetail];
      await shop.rows('DELETE FROM messaging.dead_letter');
      const [sent] = shop.sent as [WireRecord];
      await rebuilt(shop, inTopic({ ...sent, headers: without(sent.headers, 'message-id', 'type') }));
      expect(await letters(shop)).toMatchObject([{ id, messageId, type: 'shop.add' }]);
    }));

  it('keeps its cause where it tells that, whatever else is missing or cannot be read', () =>
    withShop({}, async (shop) => {
      const { sent } = await lost(shop);
      const odd = {
        partition: 'two',
        offset: '99999999999999999999',
        timestamp: 'noon',
        attempts: '-1',
        history: '[{"at":"noon","errorClass":"E","message":"m"}]',
        'dead-letter-id': '7',
      };
      const headers = {
        ...sent.headers,
        ...Object.fromEntries(Object.entries(odd).map(([name, value]) => [`${ERROR_HEADERS}${name}`, value])),
      };
      expect(await rebuilt(shop, inTopic({ ...sent, headers }))).toMatchObject({ added: 1, foreign: 1, unkept: 0 });
      expect(await letters(shop)).toMatchObject([
        { error: { class: 'InvalidMessage', message: 'hopeless' }, source: { topic: 'shop.dlq' } },
      ]);
      const { history } = (await letters(shop))[0]!;
      expect(history.at(-1)).toMatchObject({
        kind: 'rebuilt',
        detail: { lacks: ['dead-letter-id', 'partition', 'offset', 'timestamp', 'attempts', 'history'] },
      });
    }));

  it('that only points to its original says so', () =>
    withShop({}, async (shop) => {
      const { sent } = await lost(shop);
      await rebuilt(shop, inTopic({ ...sent, headers: { ...sent.headers, [`${ERROR_HEADERS}value`]: 'pointer' } }));
      expect((await letters(shop))[0]!.history.at(-1)).toMatchObject({ detail: { lacks: ['value'] } });
    }));
});

describe('a rebuild', () => {
  it('goes on past a record that cannot be kept, and counts it', () =>
    withShop({}, async (shop) => {
      expect(await rebuilt(shop, { ...inTopic({}), timestamp: new Date(Number.NaN) }, inTopic({}))).toEqual({
        read: 2,
        added: 1,
        foreign: 1,
        unkept: 1,
      });
    }));

  it('leaves the inbox able to protect: what is redriven and comes again takes effect once', () =>
    withShop({}, async (shop) => {
      const { record, sent } = await lost(shop);
      await rebuilt(shop, inTopic(sent));
      const [{ id }] = (await letters(shop)) as [DeadLetterDetail];
      await redrive(shop.database, { id, actor: 'ada' });
      shop.startDrain();
      await until(async () => (await letters(shop))[0]!.status === 'resolved');
      await shop.deliver(record);
      expect(await shop.basket('a')).toEqual(['1']);
    }));
});
