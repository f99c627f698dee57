import type { Consumer } from 'kafkajs';
import type { Logger } from '../runtime/logger.js';
import { silent } from '../runtime/logger.js';
import type { ReceivedRecord } from '../message/message.js';
import { unique } from '../testing/compliance/records.js';
import { AdminConnection } from './admin-connection.js';
import { kafkaAdmin } from './admin.js';
import { kafkaBroker } from './broker.js';
import { kafkaClient, kafkaConsumers, type Consumers } from './client.js';
import { Inquiry } from './inquiry.js';
import { defaultSettings, type KafkaSettings } from './settings.js';
import { KafkaSubscription } from './subscription.js';

/** Counts how often the subscription looked for progress. */
class CountingInquiry extends Inquiry {
  looks = 0;
  override ranges() {
    this.looks += 1;
    return super.ranges();
  }
}

export const testKafka = (settings: Partial<KafkaSettings> = {}) => ({ brokers: process.env['TEST_KAFKA']!, settings });

/**
 * A subscription whose kafkajs consumers a test can get hold of and break, `made` before they
 * listen, with what it takes and logs.
 */
export async function breakable(
  settings: Partial<KafkaSettings> = {},
  topic = unique('events'),
  made: (consumer: Consumer) => void = () => undefined,
) {
  const options = testKafka(settings);
  const admin = kafkaAdmin(options);
  await admin.ensureTopics([topic]);
  const broker = kafkaBroker(options);
  const kafka = kafkaClient(options, { retries: 5 });
  const consumers: Consumer[] = [];
  const plain = kafkaConsumers(options, { retries: 5 }, () => undefined);
  const watched: Consumers = {
    consumer: (config) => {
      const consumer = plain.consumer(config);
      consumers.push(consumer);
      made(consumer);
      return consumer;
    },
    cut: (consumer) => plain.cut(consumer),
  };
  const connection = new AdminConnection(() => kafka.admin());
  const warnings: string[] = [];
  const logger: Logger = {
    ...silent,
    warn: (fields, message) => void warnings.push(`${message}: ${(fields as { reason?: string }).reason}`),
  };
  const taken: ReceivedRecord[] = [];
  const group = unique('group');
  const inquiry = new CountingInquiry(connection, group, [topic]);
  const subscription = new KafkaSubscription(
    watched,
    inquiry,
    { group, topics: [topic], onRecords: async (records) => void taken.push(...records) },
    { ...defaultSettings, ...settings },
    logger,
  );
  await subscription.start();
  return {
    topic,
    group,
    broker,
    inquiry,
    consumers,
    subscription,
    taken,
    warnings,
    admin,
    async close() {
      await Promise.all([subscription.stop(), broker.close(), connection.close(), admin[Symbol.asyncDispose]()]);
    },
  };
}
