import { brokerCompliance } from '../testing/compliance/broker-compliance.js';
import { MemoryBroker } from './memory-broker.js';

brokerCompliance('MemoryBroker', () => {
  const topics = new MemoryBroker({ topics: [] });
  return {
    connect: () => topics,
    createTopics: (names) => Promise.resolve(topics.create(names)),
    kill: (_broker, subscription) => Promise.resolve(topics.kill(subscription)),
    close: () => topics.close(),
  };
});
