import { describe, expect, it } from '@jest/globals';
import type { Consumer } from 'kafkajs';
import { wire } from '../testing/compliance/records.js';
import { until } from '../testing/until.js';
import { breakable } from './broker.fixture.js';

/** Shorter than any broker of ours permits. */
const REFUSED = 500;

async function joins(made?: (consumer: Consumer) => void): Promise<readonly string[]> {
  const scene = await breakable({ sessionTimeout: REFUSED }, undefined, made);
  try {
    await until(() => scene.subscription.healthy());
    await scene.broker.send([wire(scene.topic, 'a', 'one')]);
    await until(() => scene.taken.length === 1);
    expect(scene.consumers).toHaveLength(2);
    return scene.warnings;
  } finally {
    await scene.close();
  }
}

/** kafkajs tells why a consumer crashed only when all its connections are closed. */
function closesSlowly(consumer: Consumer): void {
  const on = consumer.on.bind(consumer) as (event: string, listener: (event: unknown) => void) => () => void;
  const late = (event: string, listener: (event: unknown) => void) =>
    on(event, event === consumer.events.CRASH ? (crash) => void setTimeout(listener, 200, crash) : listener);
  consumer.on = late as Consumer['on'];
}

describe('a consumer whose session is shorter than the broker permits joins with one of the length that every broker does', () => {
  it('and says why', async () => {
    expect(await joins()).toEqual([expect.stringContaining('session timeout')]);
  }, 30_000);

  it('also when it is told why only after it has ended', async () => {
    expect(await joins(closesSlowly)).toEqual(['the consumer is replaced: it stopped']);
  }, 30_000);
});
