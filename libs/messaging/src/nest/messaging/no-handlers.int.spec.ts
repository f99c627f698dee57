import 'reflect-metadata';
import { afterAll, beforeAll, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { createApp, createLogger } from '@sagaworks/chassis';
import { kafkaAdmin } from '../../kafka/index.js';
import { Messaging } from '../../messaging.js';
import { throwawayService, until, type ThrowawayService } from '../../testing/index.js';
import { MessagingModule } from './messaging.module.js';

@Module({ imports: [MessagingModule.forRoot({ service: 'fresh', stores: [], handlers: [] })] })
class FreshModule {}

const brokers = process.env['TEST_KAFKA'] ?? '';
let under: ThrowawayService;
beforeAll(async () => {
  under = await throwawayService('fresh');
  await using admin = kafkaAdmin({ brokers, clientId: 'fresh' });
  await admin.ensureTopics(['fresh.commands', 'fresh.events', 'fresh.dlq']);
});
afterAll(() => under.close());

// `npm run add-service` writes one: its topics are made with those of the others.
it('a service that is asked nothing yet starts, is ready, and stops', async () => {
  const settings = {
    PORT: 0,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    OPS_FROM: 'loopback',
    DATABASE_URL: under.url,
    KAFKA_BROKERS: brokers,
  } as const;
  const app = await createApp(FreshModule, { name: 'fresh', settings, logger: createLogger('fresh', 'silent') });
  await app.listen(0, '127.0.0.1');
  await app.get(Messaging).start();
  const url = await app.getUrl();
  await until(async () => (await fetch(`${url}/health/ready`)).status === 200, {
    timeout: 20_000,
    what: 'being ready',
  });
  await app.close();
}, 60_000);
