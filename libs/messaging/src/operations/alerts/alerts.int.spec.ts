// A person is told once of each cause, not of each message, and again only when it has been over in between.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { metrics } from '@opentelemetry/api';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { InvalidMessage } from '../../errors.js';
import { silent } from '../../runtime/logger.js';
import { until } from '../../testing/until.js';
import { triage } from '../dead-letters/group-triage.js';
import { discard } from '../dead-letters/discard.js';
import { added, quickly, withShop, type Shop } from '../../recovery/service.fixture.js';
import { Alerter } from './alerter.js';
import { raise as raiseOf } from './alert-rows.js';
import { webhook } from './webhook.js';
import type { Subject } from './channel.js';
import { Waits } from '../waits/waits.js';

/** Reads the metrics when it is asked. */
class Reading extends MetricReader {
  protected onForceFlush = () => Promise.resolve();
  protected onShutdown = () => Promise.resolve();

  /** `kind: value` of one metric. */
  async of(name: string): Promise<Record<string, unknown>> {
    const { resourceMetrics } = await this.collect();
    const found = resourceMetrics.scopeMetrics
      .flatMap((scope) => scope.metrics)
      .find(({ descriptor }) => descriptor.name === name);
    return Object.fromEntries(
      (found?.dataPoints ?? []).map(({ attributes, value }) => [String(attributes['kind']), value]),
    );
  }
}

type Told = Subject & { readonly service: string };

/** A webhook that refuses the first call, and a notifier that looks often. */
async function withWebhook(shop: Shop, use: (told: readonly Told[]) => Promise<void>): Promise<void> {
  const told: Told[] = [];
  let calls = 0;
  const server = createServer(async (request, response) => {
    const body = (await json(request)) as Told;
    calls += 1;
    if (calls > 1) told.push(body);
    response.writeHead(calls > 1 ? 204 : 500).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const notifiers = [0, 1].map(
    () =>
      new Alerter({
        service: 'shop',
        database: shop.database,
        waits: new Waits(shop.database),
        log: silent,
        everyMs: 20,
        channels: [webhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)],
      }),
  );
  try {
    notifiers.forEach((notifier) => notifier.start());
    await use(told);
  } finally {
    for (const notifier of notifiers) await notifier.stop();
    server.closeAllConnections();
    server.close();
  }
}
/** As a process does that has looked just now. */
const raise = async (database: Shop['database']) => raiseOf(database, await new Waits(database).all(), 'me');
/** One error for all: another place in the code would be another cause. */
const hopeless = new InvalidMessage('hopeless');
const fail = async (shop: Shop, ...baskets: string[]) => {
  for (const basket of baskets) shop.faults.set(`${basket}/1`, hopeless);
  await shop.deliver(...baskets.map((basket) => added(basket, '1')));
};
const hurry = (shop: Shop) => shop.rows('UPDATE messaging.notice SET next_try_at = now() WHERE sent_at IS NULL');

describe('an alert', () => {
  it('is given once for all dead letters of a cause, also after a webhook that failed, by one of two instances', () =>
    withShop({}, (shop) =>
      withWebhook(shop, async (told) => {
        await fail(shop, 'a', 'b');
        await until(async () => {
          await hurry(shop);
          return (await shop.rows('SELECT FROM messaging.notice WHERE sent_at IS NOT NULL')).length === 1;
        });
        await fail(shop, 'c');
        expect(await raise(shop.database)).toEqual([]);
        expect(new Set(told.map(({ subject }) => subject)).size).toBe(1);
        expect(told[0]).toMatchObject({
          service: 'shop',
          kind: 'dead-letters',
          text: 'shop.add fails with InvalidMessage: hopeless',
          look: expect.stringMatching(/^\/ops\/dead-letter-groups\/\w+$/),
        });
      }),
    ));

  it('counts in the metrics: those raised, and those open, which end', () => {
    const reading = new Reading();
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reading] }));
    return withShop({}, async (shop) => {
      const notifier = new Alerter({
        service: 'shop',
        database: shop.database,
        waits: new Waits(shop.database),
        log: silent,
        everyMs: 20,
      });
      notifier.start();
      try {
        await fail(shop, 'a', 'b');
        const open = async (count: number) =>
          until(async () => (await reading.of('messaging.notices.open'))['dead-letters'] === count, {
            what: `${count} open alerts`,
          });
        await open(1);
        const ids = (await shop.rows<{ id: string }>('SELECT id FROM messaging.dead_letter')).map(({ id }) => id);
        await discard(shop.database, { ids, actor: 'ada', reason: 'a test' });
        await open(0);
        expect(new Set(Object.values(await reading.of('messaging.notices.open')))).toEqual(new Set([0]));
        expect(await reading.of('messaging.notices.raised')).toEqual({ 'dead-letters': 1 });
      } finally {
        await notifier.stop();
        metrics.disable();
      }
    });
  });

  it('is given again when it was over, and not while its cause is snoozed', () =>
    withShop({}, async (shop) => {
      await fail(shop, 'a');
      const [first] = await raise(shop.database);
      const ids = (await shop.rows<{ id: string }>('SELECT id FROM messaging.dead_letter')).map(({ id }) => id);
      await discard(shop.database, { ids, actor: 'ada', reason: 'a test' });
      expect(await raise(shop.database)).toEqual([]);
      await triage(shop.database, first!.subject.split('/')[1]!, { snoozedUntil: '2100-01-01T00:00:00Z' }, 'ada');
      await fail(shop, 'b');
      expect(await raise(shop.database)).toEqual([]);
      await triage(shop.database, first!.subject.split('/')[1]!, { snoozedUntil: null }, 'ada');
      expect(await raise(shop.database)).toMatchObject([{ subject: first!.subject, count: 1 }]);
    }));

  it('is given of sequences that are held or full, and of sagas that need a person', () =>
    withShop({ limit: 2, policyOf: () => ({ ...quickly, afterDeath: 'hold' }) }, async (shop) => {
      shop.faults.set('full/1', new Error('not yet'));
      await shop.deliver(added('full', '1'), added('full', '2'));
      await fail(shop, 'held');
      shop.faults.clear();
      shop.faults.set('held/1', hopeless);
      await shop.rows(`INSERT INTO messaging.saga_instance (id, saga, version, business_key, status, revision, created_at, updated_at, data, state, trace)
        VALUES (gen_random_uuid(), 'fulfil', 1, 'k', 'needs-operator', 1, now(), now(), '{}', '{}', '{}')`);
      expect((await raise(shop.database)).map(({ subject }) => subject).sort()).toEqual([
        'sagas-need-operator/fulfil',
        'stuck-sequences/shop.commands/full',
      ]);
      shop.startDrain();
      await until(
        async () => (await shop.rows(`SELECT FROM messaging.parked_sequence WHERE state = 'held'`)).length === 1,
      );
      expect((await raise(shop.database)).map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(['dead-letters', 'stuck-sequences']),
      );
    }));
});
