import { ensureTopics, topics } from '../prepare/topics.js';
import { brokerAnswers } from '../stack/kafka-ready.js';
import { job } from './job.js';
import { setting } from './setting.js';

await job('topics', async () => {
  const brokers = setting('KAFKA_BROKERS', 'host:port of a broker');
  await brokerAnswers(brokers);
  await ensureTopics(brokers);
  return `${topics.length} are there`;
});
