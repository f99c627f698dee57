import { ensureTopics, topics } from '../prepare/topics.js';
import { brokerAnswers } from '../stack/kafka-ready.js';
import { job } from './job.js';
import { setting } from './setting.js';

await job('topics', async () => {
  const url = setting('KAFKA_BROKERS', 'host:port of a broker');
  await brokerAnswers(url);
  await ensureTopics({ url, prefix: process.env['TOPIC_PREFIX'] ?? '' });
  return `${topics.length} are there`;
});
