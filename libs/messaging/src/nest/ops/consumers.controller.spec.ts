import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { BrokerAway } from '../../errors.js';
import type { KafkaAdmin } from '../../kafka/index.js';
import type { Messaging } from '../../messaging.js';
import { ConsumersController } from './consumers.controller.js';

const TOPIC = 'kitchen.commands';
const shown = (consumer: Partial<Messaging['consumer']>, admin: Partial<KafkaAdmin>) => {
  const messaging = {
    service: 'kitchen',
    batches: { count: 2, messages: 7 },
    consumer: { topics: [TOPIC], healthy: true, blocked: [], oldest: [], skipped: [], ...consumer },
  } as unknown as Messaging;
  return new ConsumersController(messaging, {
    nameOf: (name: string) => `test.${name}`,
    ...admin,
  } as KafkaAdmin).show();
};
const offsets =
  (...partitions: bigint[]) =>
  () =>
    Promise.resolve(new Map([[TOPIC, partitions]]));
const silent = () => new Promise<never>(() => undefined);
const away = () => Promise.reject(new BrokerAway('the broker cannot be used'));

afterEach(() => void jest.useRealTimers());

describe('/ops/consumers', () => {
  it('tells how far each partition is read', async () => {
    const { items } = await shown({}, { endOffsets: offsets(5n, 9n), committed: offsets(3n, 9n) });
    expect(items).toEqual([
      {
        group: 'test.kitchen',
        healthy: true,
        reason: null,
        batches: { count: 2, messages: 7 },
        topics: [
          {
            topic: 'test.kitchen.commands',
            partitions: [
              { partition: 0, end: '5', committed: '3', lag: 2 },
              { partition: 1, end: '9', committed: '9', lag: 0 },
            ],
          },
        ],
        blocked: [],
        oldest: [],
        skipped: [],
      },
    ]);
  });

  it('tells all but that while the broker does not answer, and why', async () => {
    const { items } = await shown({}, { endOffsets: away, committed: away });
    expect(items).toMatchObject([
      {
        healthy: false,
        reason: 'the broker cannot be used',
        batches: { messages: 7 },
        topics: [{ topic: 'test.kitchen.commands', partitions: [] }],
      },
    ]);
  });

  it('does not wait for a broker that is silent', async () => {
    jest.useFakeTimers();
    const showing = shown({}, { endOffsets: silent, committed: silent });
    await jest.advanceTimersByTimeAsync(3_000);
    expect((await showing).items).toMatchObject([{ healthy: false, reason: 'the broker has not answered for 3 s' }]);
  });

  it('tells what keeps the service itself from taking messages, whatever the broker does', async () => {
    const { items } = await shown(
      { healthy: false, reason: 'the database cannot be used' },
      { endOffsets: away, committed: away },
    );
    expect(items).toMatchObject([{ healthy: false, reason: 'the database cannot be used' }]);
  });
});
