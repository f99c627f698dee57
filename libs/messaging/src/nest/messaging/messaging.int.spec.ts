import { createApp, Transports } from '@sagaworks/chassis';
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { pino } from 'pino';
import { z } from 'zod';
import { Handles, type Context, type Handler, type Store } from '../../handler/handler.js';
import { reply, type Decision } from '../../handler/outgoing.js';
import { type Tx } from '../../runtime/database.js';
import { kafkaBroker } from '../../kafka/index.js';
import { encode } from '../../message/cloudevents.js';
import { command, event, type DataOf } from '../../message/contract.js';
import { Messaging } from '../../messaging.js';
import { throwawayDatabase } from '../../testing/throwaway-database.js';
import { until } from '../../testing/until.js';
import { MessagingModule } from './messaging.module.js';

const service = `kitchen${randomUUID().slice(0, 8)}`;
const Cook = command(`${service}.cook`, {
  version: 1,
  key: 'dish',
  data: z.object({ dish: z.string(), burnt: z.boolean().default(false) }),
});
const Cooked = event(`${service}.cooked`, { version: 1, key: 'dish', data: z.object({ dish: z.string() }) });

/** Counts dishes in a table of its own. */
@Injectable()
class DishStore implements Store<string, string[]> {
  load(): Promise<string[]> {
    return Promise.resolve([]);
  }
  save(tx: Tx, dishes: string[]): void {
    if (dishes.length > 0) void tx.sql('INSERT INTO dish (name) SELECT * FROM unnest($1::text[])', [dishes]);
  }
}

@Handles(Cook)
class CookHandler implements Handler<typeof Cook, string[]> {
  constructor(readonly store: DishStore) {}
  needs({ dish }: DataOf<typeof Cook>): string[] {
    return [dish];
  }
  decide({ dish, burnt }: DataOf<typeof Cook>, dishes: string[], context: Context): Decision {
    if (burnt) throw new TypeError(`${dish} is burnt`);
    dishes.push(dish);
    return [Cooked({ dish }), reply({ dish, at: context.now.toISOString() })];
  }
}

@Module({ imports: [MessagingModule.forRoot({ service, stores: [DishStore], handlers: [CookHandler] })] })
class KitchenModule {}

describe('a service with messages', () => {
  const brokers = process.env['TEST_KAFKA'] ?? '';
  let database: Awaited<ReturnType<typeof throwawayDatabase>>;
  let app: Awaited<ReturnType<typeof createApp>>;
  const settings = () =>
    ({
      PORT: 0,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'silent',
      OPS_FROM: 'loopback',
      DATABASE_URL: database.url,
      KAFKA_BROKERS: brokers,
    }) as const;
  const get = async (path: string) =>
    (await fetch(`${await app.getUrl()}${path}`)).json() as Promise<
      { items: Record<string, unknown>[] } & Record<string, unknown>
    >;

  beforeAll(async () => {
    database = await throwawayDatabase();
    app = await createApp(KitchenModule, { name: service, settings: settings(), logger: pino({ level: 'silent' }) });
    await app.listen(0, '127.0.0.1');
    for (const strategy of app.get(Transports).strategies) app.connectMicroservice({ strategy });
    await app.get(Messaging).database.query('CREATE TABLE dish (name text)');
    await app.startAllMicroservices();
  }, 60_000);
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  }, 20_000);

  it('is ready when its database, broker and consumer are', async () => {
    const ready = await until(
      async () => {
        const answer = await get('/health/ready');
        return answer['status'] === 'ready' ? answer : undefined;
      },
      { timeout: 20_000 },
    );
    expect(ready).toEqual({
      status: 'ready',
      parts: {
        database: { healthy: true },
        broker: { healthy: true },
        consumer: { healthy: true },
        waits: { healthy: true },
      },
    });
  }, 30_000);

  it('answers requests in process and handles messages over Kafka with the same handler, found by injection', async () => {
    expect(await app.get(Messaging).request(Cook, { dish: 'soup', burnt: false })).toMatchObject({ dish: 'soup' });
    const broker = kafkaBroker({ brokers });
    await broker.send([
      encode(Cook({ dish: 'stew', burnt: false }), { id: randomUUID(), source: '/test', time: new Date(), trace: {} }),
    ]);
    await broker.close();
    const dishes = await until(
      async () => {
        const rows = await app.get(Messaging).database.query<{ name: string }>('SELECT name FROM dish ORDER BY name');
        return rows.length === 2 ? rows : undefined;
      },
      { timeout: 20_000 },
    );
    expect(dishes).toEqual([{ name: 'soup' }, { name: 'stew' }]);
  }, 30_000);

  it('shows operators what was written, read and called', async () => {
    const outbox = await until(
      async () => {
        const { items } = await get('/ops/outbox');
        return items.every(({ state }) => state === 'sent') ? items : undefined;
      },
      { timeout: 10_000 },
    );
    expect(outbox.flatMap(({ messages }) => (messages as { type: string }[]).map(({ type }) => type))).toEqual([
      Cooked.type,
      Cooked.type,
    ]);
    const [consumer] = (await get('/ops/consumers')).items;
    expect(consumer).toMatchObject({ group: service, healthy: true, topics: [{ topic: `${service}.commands` }] });
    const [taken] = (await get('/ops/inbox')).items;
    expect(taken).toMatchObject({ consumer: service, state: 'handled', type: null });
    expect(await get(`/ops/inbox?state=dead&consumer=${service}`)).toEqual({ items: [], nextCursor: null });
    expect(await get('/ops/calls')).toEqual({ items: [], nextCursor: null });
    expect(await get('/ops/sagas')).toEqual({ items: [], nextCursor: null });
    expect(await get('/ops/inbox?state=lost&colour=red')).toMatchObject({
      status: 400,
      errors: [{ path: 'state' }, { path: 'colour' }],
    });
    for (const [query, path] of [
      ['consumer=another', 'consumer'],
      ['type=a&state=handled', 'type'],
      ['cursor=7', 'cursor'],
      ['limit=0', 'limit'],
    ] as const) {
      expect(await get(`/ops/inbox?${query}`)).toMatchObject({ status: 400, errors: [{ path }] });
    }
    expect(await get('/ops/outbox?state=lost&colour=red')).toMatchObject({
      status: 400,
      errors: [{ path: 'state' }, { path: 'colour' }],
    });
  }, 20_000);

  it('shows a dead letter with its cause, and redrives it once, in the name of who asks', async () => {
    const broker = kafkaBroker({ brokers });
    const [headers, value] = [{ ce_id: randomUUID(), ce_type: Cook.type, ce_source: '/test' }, '{"dish":7}'];
    await broker.send([{ topic: Cook.topic, key: 'cake', value, headers }]);
    await broker.close();
    const letter = await until(async () => (await get('/ops/dead-letters')).items[0], { timeout: 20_000 });
    expect((await get(`/ops/inbox?type=${Cook.type}`)).items).toMatchObject([
      { id: letter['messageId'], state: 'dead', type: Cook.type, topic: Cook.topic, key: 'cake' },
    ]);
    expect(letter).toMatchObject({
      status: 'dead',
      type: Cook.type,
      key: 'cake',
      error: { class: 'InvalidMessage', message: expect.stringContaining('dish') },
    });
    const path = `/ops/dead-letters/${String(letter['id'])}`;
    expect(await get(path)).toMatchObject({ record: { headers, value: { text: value } } });
    const redrive = async () =>
      (await fetch(`${await app.getUrl()}${path}/redrive`, { method: 'POST', headers: { 'x-operator': 'ada' } }))
        .status;
    expect(await redrive()).toBe(202);
    const again = await until(
      async () => {
        const shown = await get(path);
        return shown['status'] === 'dead' && shown['redrives'] === 1 ? shown : undefined;
      },
      { timeout: 20_000 },
    );
    expect(again['history']).toContainEqual(expect.objectContaining({ actor: 'ada', kind: 'redriven' }));
    expect(
      (await fetch(`${await app.getUrl()}/ops/dead-letters/${randomUUID()}/redrive`, { method: 'POST' })).status,
    ).toBe(404);
  }, 60_000);
});
