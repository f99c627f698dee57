import { expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { randomUUID } from 'node:crypto';
import { kafkaOf } from '../../machines/support/kafka.js';
import type { System } from '../../machines/support/system.js';
import { topicsOf } from '../../machines/support/topics.js';
import { survives } from '../../machines/support/under-load.js';

const ECHO = 'echo';

it('orders end and the books agree while every message comes twice under load', async () => {
  await survives(async (system) => {
    const echoes = await echoing(system);
    await until(() => echoes.count > 200, { timeout: 60_000, what: '200 messages having come twice' });
    await echoes.stop();
    expect(await system.rows('inventory', 'SELECT FROM messaging.dead_letter')).toEqual([]);
  });
}, 240_000);

/** Sends each command and event once more, as soon as it is there, until it is stopped. */
async function echoing(system: System) {
  const consumer = kafkaOf(system).consumer({ groupId: `echo-${randomUUID()}`, maxWaitTimeInMs: 100 });
  const producer = kafkaOf(system).producer();
  let count = 0;
  await Promise.all([consumer.connect(), producer.connect()]);
  await consumer.subscribe({ topics: topicsOf(system), fromBeginning: true });
  await consumer.run({
    eachBatch: async ({ batch: { topic, partition, messages } }) => {
      const firsts = messages.filter(({ headers }) => headers?.[ECHO] === undefined);
      if (firsts.length === 0) return;
      await producer.send({
        topic,
        acks: -1,
        messages: firsts.map(({ key, value, headers }) => ({
          key,
          value,
          headers: { ...headers, [ECHO]: '1' },
          partition,
        })),
      });
      count += firsts.length;
    },
  });
  return {
    get count() {
      return count;
    },
    stop: async () => {
      await consumer.disconnect();
      await producer.disconnect();
    },
  };
}
