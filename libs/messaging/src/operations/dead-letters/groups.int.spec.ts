// Dead letters are found by what a person knows, and counted by their cause.
import { describe, expect, it } from '@jest/globals';
import { InvalidMessage } from '../../errors.js';
import { added, withShop, type Shop } from '../../recovery/service.fixture.js';
import { triage } from './group-triage.js';
import { GroupQuery, listGroups } from './groups.js';
import { deadLetter, DeadLetterQuery, listDeadLetters } from './letters.js';
import { noteView } from './views.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const groupsOf = async (shop: Shop, query: object = {}) =>
  (await listGroups(shop.database, GroupQuery.parse(query))).items;
const keysOf = async (shop: Shop, query: object) =>
  (await listDeadLetters(shop.database, DeadLetterQuery.parse(query))).items.map(({ key }) => key);

async function threeDeadLetters(shop: Shop): Promise<void> {
  shop.faults.set('a/1', new InvalidMessage('too long')).set('b/1', new InvalidMessage('too wide'));
  await shop.deliver(
    added('a', '1', { ce_correlationid: 'saga-1', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }),
    added('b', '1'),
    { ...added('c', '1'), value: Buffer.from('{oops') },
  );
}

describe('dead letters', () => {
  it('are grouped by cause, with counts, and the group of the newest first', () =>
    withShop({}, async (shop) => {
      await threeDeadLetters(shop);
      const [second, first] = await groupsOf(shop);
      expect(second).toMatchObject({ error: { class: 'MalformedMessage' }, counts: { dead: 1 } });
      expect(first).toMatchObject({
        type: 'shop.add',
        error: { class: 'InvalidMessage', message: 'too wide' },
        counts: { dead: 2, redriving: 0, resolved: 0, discarded: 0 },
        owner: null,
      });
      expect(first!.oldestAt).toEqual(first!.firstSeenAt);
      const page = await listGroups(shop.database, GroupQuery.parse({ limit: '1' }));
      const rest = await listGroups(shop.database, { ...GroupQuery.parse({}), after: page.next! });
      expect(rest.items.map(({ group }) => group)).toEqual([first!.group]);
    }));

  it.each([
    ['key', { key: 'a' }, ['a']],
    ['saga', { sagaId: 'saga-1' }, ['a']],
    ['trace', { traceId: TRACE }, ['a']],
    ['type and text', { type: 'shop.add', text: 'TOO WIDE' }, ['b']],
    ['message', { messageId: added('b', '1').headers['ce_id'] }, ['b']],
    ["the value's text", { text: '{oops' }, ['c']],
    ['what nobody has', { text: '100%' }, []],
  ])('are found by %s, and so are their groups', (_, query, keys) =>
    withShop({}, async (shop) => {
      await threeDeadLetters(shop);
      expect(await keysOf(shop, query)).toEqual(keys);
      expect(await groupsOf(shop, query)).toHaveLength(keys.length);
    }),
  );

  it('keep owner, note and snooze with their cause, for letters to come too', () =>
    withShop({}, async (shop) => {
      await threeDeadLetters(shop);
      const [, { group } = { group: '' }] = await groupsOf(shop);
      const snoozedUntil = '2100-01-01T00:00:00Z';
      expect(await triage(shop.database, group, { owner: 'ada', note: 'known', snoozedUntil }, 'ada')).toBe(true);
      expect(await triage(shop.database, group, { note: null }, 'bob')).toBe(true);
      expect(await triage(shop.database, 'none', { note: 'x' }, 'bob')).toBe(false);
      shop.faults.set('d/1', shop.faults.get('a/1')!);
      await shop.deliver(added('d', '1'));
      expect(await groupsOf(shop, { owner: 'ada', snoozed: 'yes' })).toMatchObject([
        { group, owner: 'ada', note: null, snoozedUntil: new Date(snoozedUntil), counts: { dead: 3 } },
      ]);
      expect(await groupsOf(shop, { snoozed: 'no' })).toHaveLength(1);
    }));

  it('note who has looked, once until something else happens', () =>
    withShop({}, async (shop) => {
      await threeDeadLetters(shop);
      const [{ id } = { id: '' }] = (await listDeadLetters(shop.database, DeadLetterQuery.parse({ key: 'a' }))).items;
      for (const actor of ['ada', 'ada', 'bob']) await noteView(shop.database, { id, actor });
      expect(
        (await deadLetter(shop.database, id))!.history.map(({ kind, actor, traceId }) => [kind, actor, traceId]),
      ).toEqual([
        ['dead-lettered', 'system', TRACE],
        ['viewed', 'ada', null],
        ['viewed', 'bob', null],
      ]);
    }));
});
