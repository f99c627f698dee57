// A dead letter's message is mended, agreed to by a second person where that matters, and redriven as the same message.
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { InvalidMessage } from '../../errors.js';
import { silent } from '../../runtime/logger.js';
import { event } from '../../message/contract.js';
import { derivedId } from '../../message/ids.js';
import type { ReceivedRecord } from '../../message/message.js';
import { until } from '../../testing/until.js';
import { Restorer } from '../rebuild/restore-letters.js';
import { redrive } from '../redrives/redrive.js';
import { Add, added, quickly, withShop, type Shop } from '../../recovery/service.fixture.js';
import { approve, listEdits } from './approve.js';
import { edit, type EditRequest } from './edit.js';
import { deadLetter } from './letters.js';

const contractOf = (type: string) => (type === Add.type ? Add : undefined);
const wrong = () => ({ ...added('a', '1'), value: Buffer.from('{"basket":"a","item":7}') });
async function deadLettered(shop: Shop, record: ReceivedRecord = wrong()): Promise<string> {
  await shop.deliver(record);
  return (await shop.rows<{ id: string }>('SELECT id FROM messaging.dead_letter'))[0]!.id;
}
const mended = (shop: Shop, id: string, data?: unknown, more: Partial<EditRequest> = {}) =>
  edit(shop.database, contractOf, {
    id,
    ...(more.headers === undefined ? { data: data === undefined ? { basket: 'a', item: '7' } : data } : {}),
    reason: 'a number was sent',
    actor: 'ada',
    dryRun: false,
    ...more,
  });

describe('an edit', () => {
  it('is redriven under the id of its original, and resolves it when it is handled', () =>
    withShop({}, async (shop) => {
      const record = wrong();
      const id = await deadLettered(shop, record);
      const kept = await mended(shop, id);
      expect(kept).toMatchObject({ kind: 'kept', needsApproval: true, diff: [{ path: 'item', from: 7, to: '7' }] });
      const { id: editId } = (await listEdits(shop.database, id))[0]!;
      expect(await redrive(shop.database, { id, edit: editId, actor: 'ada' })).toMatchObject({
        kind: 'refused',
        reason: 'edit-not-approved',
      });
      expect(await approve(shop.database, id, editId, 'ada')).toBe(false);
      expect(await approve(shop.database, id, editId, 'bob')).toBe(true);
      expect(await redrive(shop.database, { id, edit: editId, actor: 'ada' })).toMatchObject({ kind: 'pending' });
      shop.startDrain();
      await until(async () => (await deadLetter(shop.database, id))!.status === 'resolved');
      expect(await shop.basket('a')).toEqual(['7']);
      await shop.deliver({ ...record, offset: '1000', value: added('a', '1').value });
      expect(await shop.basket('a')).toEqual(['7']);
      const { history, record: original } = (await deadLetter(shop.database, id))!;
      expect(history.map(({ kind, actor }) => `${kind} by ${actor}`)).toEqual([
        'dead-lettered by system',
        'edited by ada',
        'approved by bob',
        'redriven by ada',
        'resolved by system',
      ]);
      expect(original.value).toEqual({ text: '{"basket":"a","item":7}' });
    }));

  it('that fails leaves the original as it was, also at the head of a held sequence', () =>
    withShop({ policyOf: () => ({ ...quickly, afterDeath: 'hold' }) }, async (shop) => {
      shop.startDrain();
      await shop.deliver(wrong(), added('a', '2'));
      await until(
        async () => (await shop.rows(`SELECT FROM messaging.parked_sequence WHERE state = 'held'`)).length === 1,
      );
      const [{ id } = { id: '' }] = await shop.rows<{ id: string }>('SELECT id FROM messaging.dead_letter');
      const { id: editId } = (await mended(shop, id)) as { id: string };
      await approve(shop.database, id, editId, 'bob');
      shop.faults.set('a/7', new RangeError('too many'));
      await redrive(shop.database, { id, edit: editId, actor: 'ada' });
      shop.recovery.wake();
      await until(async () => (await deadLetter(shop.database, id))!.error.class === 'RangeError');
      expect(await deadLetter(shop.database, id)).toMatchObject({
        status: 'dead',
        record: { value: { text: '{"basket":"a","item":7}' } },
      });
      shop.faults.clear();
      await redrive(shop.database, { id, edit: editId, actor: 'ada' });
      shop.recovery.wake();
      await until(async () => (await shop.basket('a')).length === 2);
      expect(await shop.basket('a')).toEqual(['7', '2']);
    }));

  it('says where it does not fit, and keeps nothing then; the key is locked', () =>
    withShop({}, async (shop) => {
      const id = await deadLettered(shop);
      expect(await mended(shop, id, { basket: 'a', item: false })).toMatchObject({
        kind: 'unfit',
        issues: [{ path: 'item' }],
      });
      expect(await mended(shop, id, { basket: 'b', item: '7' })).toMatchObject({
        kind: 'unfit',
        issues: [{ path: 'basket', message: expect.stringContaining('must stay "a"') }],
      });
      expect(await mended(shop, id, null)).toMatchObject({ kind: 'unfit', issues: [{ path: 'data' }] });
      expect(await mended(shop, id, undefined, { data: { basket: 'a', item: '7' }, dryRun: true })).toMatchObject({
        kind: 'kept',
        id: null,
      });
      expect(await listEdits(shop.database, id)).toEqual([]);
    }));

  it('is for letters that are dead and of a type that is handled', () =>
    withShop({}, async (shop) => {
      const id = await deadLettered(shop, { ...added('a', '1'), value: Buffer.from('{oops') });
      expect(await mended(shop, derivedId('none'))).toEqual({ kind: 'refused', reason: 'unknown' });
      expect(
        await edit(shop.database, () => undefined, { id, data: {}, reason: 'x', actor: 'ada', dryRun: false }),
      ).toEqual({ kind: 'refused', reason: 'unknown-type', type: Add.type });
      expect(await mended(shop, id)).toMatchObject({ kind: 'kept', diff: [{ path: '' }] });
      await redrive(shop.database, { id, actor: 'ada' });
      expect(await mended(shop, id)).toEqual({ kind: 'refused', reason: 'redriving' });
      expect(await redrive(shop.database, { id, edit: derivedId('none'), actor: 'ada' })).toMatchObject({
        kind: 'refused',
        reason: 'redriving',
      });
    }));

  it('of headers alone keeps the bytes, and has the message taken for what it is', () =>
    withShop({}, async (shop) => {
      const record = added('a', '1', { ce_type: 'shop.ad' });
      const id = await deadLettered(shop, record);
      expect(
        await edit(shop.database, contractOf, { id, headers: { own: 'x' }, reason: 'x', actor: 'ada', dryRun: true }),
      ).toEqual({ kind: 'refused', reason: 'unknown-type', type: 'shop.ad' });
      const kept = await mended(shop, id, undefined, {
        headers: { ce_type: Add.type, 'content-type': 'application/json' },
      });
      expect(kept).toMatchObject({
        kind: 'kept',
        needsApproval: true,
        diff: [],
        headerDiff: [
          { path: 'ce_type', from: 'shop.ad', to: Add.type },
          { path: 'content-type', to: 'application/json' },
        ],
      });
      const { id: editId } = kept as { id: string };
      expect(await listEdits(shop.database, id)).toMatchObject([
        { diff: [], headerDiff: [{ path: 'ce_type' }, { path: 'content-type' }] },
      ]);
      await approve(shop.database, id, editId, 'bob');
      await redrive(shop.database, { id, edit: editId, actor: 'ada' });
      expect(await shop.rows('SELECT type FROM messaging.parked_message')).toEqual([{ type: Add.type }]);
      shop.startDrain();
      await until(async () => (await deadLetter(shop.database, id))!.status === 'resolved');
      await shop.deliver(record);
      expect(await shop.basket('a')).toEqual(['1']);
      expect((await deadLetter(shop.database, id))!.record.headers).toEqual(record.headers);
    }));

  it('leaves id, key, saga and trace alone, and takes no message out of its topic', () =>
    withShop({}, async (shop) => {
      const id = await deadLettered(shop);
      const unfit = (headers: Record<string, string | null>, contracts: Parameters<typeof edit>[1] = contractOf) =>
        edit(shop.database, contracts, {
          id,
          data: { basket: 'a', item: '7' },
          headers,
          reason: 'x',
          actor: 'ada',
          dryRun: false,
        });
      expect(await unfit({ ce_id: 'another', traceparent: 'x', ce_time: 'noon' })).toMatchObject({
        kind: 'unfit',
        issues: [
          { path: 'headers.ce_id' },
          { path: 'headers.traceparent' },
          { path: 'headers', message: expect.stringContaining('ce_time') },
        ],
      });
      const told = event('shop.told', { version: 1, key: 'basket', data: z.object({ basket: z.string() }) });
      expect(await unfit({ ce_type: told.type }, () => told)).toMatchObject({
        kind: 'unfit',
        issues: [
          { path: 'headers.ce_type', message: 'shop.told belongs to shop.events, and this came by shop.commands' },
        ],
      });
      expect(await listEdits(shop.database, id)).toEqual([]);
    }));

  it.each([
    ['takes effect once', false],
    ['is known as handled where its sender was quicker', true],
  ])('of the time %s', (_, isSentAgain) =>
    withShop({}, async (shop) => {
      const { ce_time: __, ...untimed } = wrong().headers as { ce_time: string };
      const record = { ...wrong(), headers: untimed };
      shop.faults.set('a/1', new InvalidMessage('not yet'));
      const readable = { ...record, value: added('a', '1').value };
      const id = await deadLettered(shop, readable);
      shop.faults.clear();
      const ce_time = new Date(Date.now() - 3_600_000).toISOString();
      const mendedBySender = { ...readable, offset: '1000', headers: { ...untimed, ce_time } };
      if (isSentAgain) await shop.deliver(mendedBySender);
      const { id: editId } = (await mended(shop, id, undefined, { headers: { ce_time } })) as { id: string };
      await approve(shop.database, id, editId, 'bob');
      await redrive(shop.database, { id, edit: editId, actor: 'ada' });
      shop.startDrain();
      await until(async () => (await deadLetter(shop.database, id))!.status === 'resolved');
      await shop.deliver(readable, mendedBySender);
      expect(await shop.basket('a')).toEqual(['1']);
      expect(await shop.rows('SELECT DISTINCT state FROM messaging.inbox')).toEqual([{ state: 'handled' }]);
    }),
  );

  it('of a record that another tool put into the DLQ without a key is free in its key', () =>
    withShop({}, async (shop) => {
      const record = {
        topic: 'shop.dlq',
        partition: 0,
        offset: '1',
        timestamp: new Date(),
        key: null,
        value: added('a', '1').value,
        headers: {},
      };
      await new Restorer('shop', shop.database, 'ada', silent).take(record);
      const [{ id } = { id: '' }] = await shop.rows<{ id: string }>('SELECT id FROM messaging.dead_letter');
      const { id: editId } = (await mended(shop, id, undefined, { headers: { ce_type: Add.type } })) as { id: string };
      await approve(shop.database, id, editId, 'bob');
      await redrive(shop.database, { id, edit: editId, actor: 'ada' });
      shop.startDrain();
      await until(async () => (await deadLetter(shop.database, id))!.status === 'resolved');
      expect(await shop.basket('a')).toEqual(['1']);
    }));
});
