import type { Broker } from '../message/broker.js';
import { brokerCompliance } from '../testing/compliance/broker-compliance.js';
import { kafkaAdmin } from './admin.js';
import { kafkaBroker } from './broker.js';

brokerCompliance('kafkaBroker', () => {
  const options = { brokers: process.env['TEST_KAFKA']!, settings: { offerAgainAfter: 100 } };
  const admin = kafkaAdmin(options);
  const clients: Broker[] = [];
  return {
    mayRepeat: true,
    connect() {
      const client = kafkaBroker(options);
      clients.push(client);
      return client;
    },
    createTopics: (names) => admin.ensureTopics(names),
    // What is in hand does not end, so it leaves the group without it.
    kill: (broker) => broker.close(),
    async close() {
      await Promise.all([...clients.map((client) => client.close()), admin[Symbol.asyncDispose]()]);
    },
  };
});
