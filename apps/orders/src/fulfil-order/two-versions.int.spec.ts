import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module, type Type } from '@nestjs/common';
import { createApp, createLogger } from '@sagaworks/chassis';
import { Messaging, sagaById, sagaTimeline, type OutgoingMessage, type SagaDefinition } from '@sagaworks/messaging';
import { kafkaAdmin, kafkaBroker } from '@sagaworks/messaging/kafka';
import { MessagingModule } from '@sagaworks/messaging/nest';
import { throwawayService, until, type ThrowawayService } from '@sagaworks/messaging/testing';
import { paymentAuthorised } from '../testing/an-order.js';
import { fulfilOrder } from './fulfil-order.saga.js';
import { story } from '../testing/story.js';
import { Begin, BeginHandler, fulfilOrder2, OrderCleared } from './two-versions.fixture.js';

const brokers = process.env['TEST_KAFKA'] ?? '';
const answers: Readonly<Record<string, OutgoingMessage>> = {
  ...Object.fromEntries(story.map(({ ask, yes }) => [ask.contract.type, yes])),
  'customs.declare-order': OrderCleared({ orderId: '' }),
};
const owners = [...new Set(Object.values(answers).map(({ contract }) => contract.owner)), 'orders'];

const moduleWith = (...sagas: readonly SagaDefinition[]): Type => {
  @Module({ imports: [MessagingModule.forRoot({ service: 'orders', handlers: [BeginHandler], sagas })] })
  class OrdersModule {}
  return OrdersModule;
};

// An instance runs to its end on the definition it started with, also after a deployment
// that starts others on a newer one.
describe('two versions of fulfil-order', () => {
  let under: ThrowawayService;
  const participants = kafkaBroker({ brokers });
  const asked: { readonly type: string; readonly orderId: string; readonly data: object }[] = [];
  let subscription: Awaited<ReturnType<typeof participants.subscribe>> | undefined;
  let silent: string | undefined;

  async function deployed(...sagas: readonly SagaDefinition[]) {
    const settings = {
      PORT: 0,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'silent',
      OPS_FROM: 'loopback',
      DATABASE_URL: under.url,
      KAFKA_BROKERS: brokers,
    } as const;
    const app = await createApp(moduleWith(...sagas), {
      name: 'orders',
      settings,
      logger: createLogger('orders', 'silent'),
    });
    await app.init();
    await app.get(Messaging).start();
    return { messaging: app.get(Messaging), stop: () => app.close() };
  }
  async function begin(messaging: Messaging, newest: boolean): Promise<{ orderId: string; sagaId: string }> {
    const [orderId, id] = [randomUUID(), randomUUID()];
    await messaging.request(Begin, { orderId, newest }, { id });
    return { orderId, sagaId: messaging.idFor(id, 'saga') };
  }

  beforeAll(async () => {
    under = await throwawayService('orders');
    await using admin = kafkaAdmin({ brokers, clientId: 'two-versions' });
    await admin.ensureTopics(owners.flatMap((owner) => [`${owner}.commands`, `${owner}.events`]));
    subscription = await participants.subscribe({
      group: `participants-${randomUUID()}`,
      topics: owners.slice(0, -1).map((owner) => `${owner}.commands`),
      onRecords: async (records) => {
        for (const { key, value, headers } of records) {
          const orderId = String(key);
          const answer = answers[headers['ce_type']!];
          asked.push({ type: headers['ce_type']!, orderId, data: JSON.parse(String(value)) as object });
          if (answer === undefined || headers['ce_type'] === silent) continue;
          const { topic, type, version } = answer.contract;
          const told = {
            ...headers,
            ce_id: randomUUID(),
            ce_type: type,
            ce_source: `/${answer.contract.owner}`,
            ce_time: new Date().toISOString(),
            ce_dataschema: `urn:message:${type}:${version}`,
          };
          await participants.send([
            { topic, key: orderId, value: JSON.stringify({ ...(answer.data as object), orderId }), headers: told },
          ]);
        }
      },
    });
  }, 60_000);
  afterAll(async () => {
    await subscription?.stop();
    await participants.close();
    await under.close();
  }, 30_000);

  it('run side by side, each instance to its end on the one it started with', async () => {
    const before = await deployed(fulfilOrder);
    silent = 'payments.authorise-payment';
    const old = await begin(before.messaging, false);
    await until(() => asked.some(({ type, orderId }) => type === silent && orderId === old.orderId), {
      timeout: 30_000,
    });
    await before.stop();

    const { messaging, stop } = await deployed(fulfilOrder, fulfilOrder2);
    const [young, alike] = [await begin(messaging, true), await begin(messaging, false)];
    await until(
      () =>
        [young, alike].every((order) =>
          asked.some(({ type, orderId }) => type === silent && orderId === order.orderId),
        ),
      { timeout: 30_000 },
    );
    silent = undefined;
    for (const { orderId, sagaId } of [old, young, alike]) {
      const headers = {
        ce_id: randomUUID(),
        ce_type: paymentAuthorised.contract.type,
        ce_source: '/payments',
        ce_time: new Date().toISOString(),
        ce_correlationid: sagaId,
        ce_sagastep: 'authorise-payment',
        ce_ask: '1',
      };
      await participants.send([
        {
          topic: 'payments.events',
          key: orderId,
          value: JSON.stringify({ ...(paymentAuthorised.data as object), orderId }),
          headers,
        },
      ]);
    }
    for (const { sagaId } of [old, young, alike])
      await until(async () => (await sagaById(under.database, sagaId))?.status === 'completed', { timeout: 30_000 });

    const story = async ({ sagaId }: typeof old) => [
      (await sagaById(under.database, sagaId))!.version,
      (await sagaTimeline(under.database, sagaId)).some(({ step }) => step === 'declare-order'),
    ];
    expect(await Promise.all([old, alike, young].map(story))).toEqual([
      [fulfilOrder.version, false],
      [fulfilOrder.version, false],
      [fulfilOrder2.version, true],
    ]);
    // What inventory said in version 1 was read as version 2.
    expect(asked.filter(({ type }) => type === 'customs.declare-order').map(({ data }) => data)).toEqual([
      { orderId: young.orderId, warehouse: 'main' },
    ]);
    await stop();
  }, 120_000);
});
