import { expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { beatAfterSetback } from './heartbeats.js';

interface Group {
  lastRequest: number;
  heartbeat(options: { interval: number }): Promise<void>;
}

/** kafkajs's own class: a new version of kafkajs must be looked at again when this fails. */
const ConsumerGroup = createRequire(import.meta.url)('kafkajs/src/consumer/consumerGroup') as new (
  options: object,
) => Group;

it('a member goes on with its heartbeats when the clock is set back', async () => {
  beatAfterSetback();
  let beats = 0;
  const group = Object.assign(
    new ConsumerGroup({
      logger: { namespace: () => undefined },
      instrumentationEmitter: { emit: () => undefined },
      topics: [],
    }),
    {
      memberId: 'member',
      coordinator: { heartbeat: async () => void (beats += 1) },
      lastRequest: Date.now() + 3_600_000,
    },
  );
  await group.heartbeat({ interval: 1_000 });
  expect(beats).toBe(0);
  await group.heartbeat({ interval: 0 });
  expect(beats).toBe(1);
});
