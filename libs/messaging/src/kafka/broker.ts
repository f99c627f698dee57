import { silent } from '../runtime/logger.js';
import type { Broker } from '../message/broker.js';
import { AdminConnection } from './admin-connection.js';
import { kafkaClient, kafkaConsumers } from './client.js';
import { Inquiry } from './inquiry.js';
import { prefixedBroker } from './prefix.js';
import { Sender } from './sender.js';
import { defaultSettings, type KafkaOptions } from './settings.js';
import { KafkaSubscription } from './subscription.js';

/**
 * A consumer that lives through an outage, one second a try, keeps its place in the group; a new one
 * waits until the old one's session ends.
 */
const RIDE_OUT = 1_000;

/**
 * Kafka behind the port. Nothing is connected before it is needed; a broker that is away makes sends reject with
 * `BrokerAway` and consumers wait: both go on by themselves when it is back.
 */
export function kafkaBroker(options: KafkaOptions): Broker {
  const settings = { ...defaultSettings, ...options.settings };
  const logger = options.logger ?? silent;
  let disconnects = 0;
  const onDisconnect = () => void (disconnects += 1);
  const consuming = kafkaConsumers(options, { retries: RIDE_OUT }, onDisconnect);
  const sending = kafkaClient(options, { retries: 2 }, onDisconnect);
  const sender = new Sender(sending, settings);
  const admin = new AdminConnection(() => sending.admin());
  const subscriptions: KafkaSubscription[] = [];
  const broker: Broker = {
    send: (records) => sender.send(records),
    get disconnects() {
      return disconnects;
    },
    async subscribe(subscription) {
      const started = new KafkaSubscription(
        consuming,
        new Inquiry(admin, subscription.group, subscription.topics),
        subscription,
        settings,
        logger,
        options.faults,
      );
      await started.start();
      subscriptions.push(started);
      return started;
    },
    async close() {
      await Promise.all(subscriptions.map((each) => each.stop()));
      await sender.close();
      await admin.close();
    },
  };
  return prefixedBroker(broker, options.prefix ?? '');
}
