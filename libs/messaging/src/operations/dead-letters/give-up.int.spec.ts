// A record of a version that this service does not know waits under its key, until a process
// knows it or a person gives it up.
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { PgInbox } from '../../inbox/pg-inbox.js';
import { command } from '../../message/contract.js';
import { PgParkedHeads } from '../../recovery/parking/pg-parked-heads.js';
import { added, Shop, withShop } from '../../recovery/service.fixture.js';
import { until } from '../../testing/until.js';
import { giveUp, type GiveUpOrder } from './give-up.js';

const newer = { ce_dataschema: 'urn:message:shop.add:2' };
const Add2 = command('shop.add', {
  version: 2,
  key: 'basket',
  data: z.object({ basket: z.string(), item: z.string() }),
  upcasts: { 1: (data) => data },
});
const SEQUENCES = 'SELECT key, state, waits_for, tries, length FROM messaging.parked_sequence ORDER BY key';
const act = (shop: Shop, order: Partial<GiveUpOrder> = {}) =>
  giveUp(
    {
      service: 'shop',
      database: shop.database,
      heads: new PgParkedHeads(shop.database),
      deadLetters: shop.recovery.deadLetters,
      inbox: new PgInbox(),
    },
    { topic: 'shop.commands', key: 'a', actor: 'ada', reason: 'nobody will deploy it', ...order },
  );

describe('a record of an unknown version', () => {
  it('waits under its key with what comes behind it, burns no try, and holds no other key', () =>
    withShop({}, async (shop) => {
      const outcomes = await shop.deliver(added('a', '1', newer), added('b', '1'), added('a', '2'), added('b', '2'));
      expect(outcomes.map(({ kind }) => kind)).toEqual(['failed', 'done', 'skipped', 'done']);
      shop.startDrain();
      expect(await shop.basket('b')).toEqual(['1', '2']);
      expect(await shop.rows(SEQUENCES)).toEqual([
        { key: 'a', state: 'waiting', waits_for: 'UnknownVersion', tries: 0, length: 2 },
      ]);
    }));

  it('is handled in its order by a process that knows it, as soon as that one starts', () =>
    withShop({}, async (before) => {
      await before.deliver(added('a', '1', newer), added('a', '2'));
      const today = new Shop(before.url, { contract: Add2 });
      try {
        today.startDrain();
        await until(async () => (await today.basket('a')).length === 2, { what: 'both are in the basket' });
        expect(await today.basket('a')).toEqual(['1', '2']);
        expect(await today.rows('SELECT DISTINCT state FROM messaging.inbox')).toEqual([{ state: 'handled' }]);
      } finally {
        await today.stop();
      }
    }));

  it('becomes a dead letter by one act of a person, and what is behind it goes on', () =>
    withShop({}, async (shop) => {
      await shop.deliver(added('a', '1', newer), added('a', '2'));
      expect(await act(shop, { key: 'nothing' })).toEqual({ answer: 'unknown' });
      expect(await act(shop)).toMatchObject({ answer: 'dead' });
      expect(await shop.rows('SELECT error_class, key FROM messaging.dead_letter')).toEqual([
        { error_class: 'UnknownVersion', key: 'a' },
      ]);
      expect(await shop.rows(`SELECT actor, reason FROM messaging.audit WHERE act = 'given-up'`)).toEqual([
        { actor: 'ada', reason: 'nobody will deploy it' },
      ]);
      shop.startDrain();
      await until(async () => (await shop.basket('a')).length === 1, { what: 'the second is in the basket' });
      expect(await shop.basket('a')).toEqual(['2']);
      expect(shop.sent.map(({ topic }) => topic)).toEqual(['shop.dlq']);
      expect(await shop.rows('SELECT state FROM messaging.inbox ORDER BY state')).toEqual([
        { state: 'dead' },
        { state: 'handled' },
      ]);
    }));
});

it('a sequence without messages is removed, and no look at the table is hot', () =>
  withShop({}, async (shop) => {
    await shop.rows(
      `INSERT INTO messaging.parked_sequence (topic, key, length, due_at) VALUES ('shop.commands', 'z', 1, now())`,
    );
    shop.startDrain();
    await until(async () => (await shop.rows('SELECT FROM messaging.parked_sequence')).length === 0);
  }));
