import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../handler/work-unit.js';
import { silent } from '../../runtime/logger.js';
import { received } from '../../testing/compliance/records.js';
import { until } from '../../testing/until.js';
import { Retrier } from './retrier.js';
import type { ParkedHead, ParkedHeads } from '../ports.js';
import type { RetrySource } from './retry-source.js';

const head: ParkedHead = {
  topic: 't',
  key: 'a',
  position: '1',
  messageId: 'm',
  type: 'x.y',
  record: received('t', 'a', '{}'),
  tries: 1,
  failures: [],
};

/** A drain over a queue that the test fills; `looks` counts how often it asked. */
function draining(
  queue: ParkedHead[],
  outcome: () => Outcome | Promise<Outcome>,
  options: { idleMs?: number; busyMs?: number; nextMs?: number } = {},
) {
  const seen = { looks: 0, tries: 0 };
  const heads = {
    wakeWaiting: () => Promise.resolve(),
    due: () => ((seen.looks += 1), Promise.resolve({ heads: queue.slice(0, 1), nextMs: options.nextMs })),
  } as unknown as ParkedHeads;
  const source = { unitOf: () => ({}) } as unknown as RetrySource;
  const drain = new Retrier({
    heads,
    source,
    log: silent,
    submit: async () => ((seen.tries += 1), outcome()),
    ...options,
  });
  return { drain, seen };
}
const done: Outcome = { kind: 'done', reply: undefined };

describe('the drain', () => {
  it('looks once and then sleeps while nothing is parked', async () => {
    const { drain, seen } = draining([], () => done, { idleMs: 60_000 });
    drain.start();
    await until(() => seen.looks === 1);
    await drain.stop();
    expect(seen.looks).toBe(1);
  });

  it('looks again at once when woken', async () => {
    const queue: ParkedHead[] = [];
    const { drain, seen } = draining(queue, () => (queue.shift(), done), { idleMs: 60_000 });
    drain.start();
    await until(() => seen.looks === 1);
    queue.push(head);
    drain.wake();
    await until(() => seen.tries === 1);
    await drain.stop();
  });

  it('looks again when the next message is due', async () => {
    const { drain, seen } = draining([], () => done, { idleMs: 60_000, nextMs: 5 });
    drain.start();
    await until(() => seen.looks >= 3);
    await drain.stop();
  });

  it('takes what follows without waiting', async () => {
    const queue = [head, head, head];
    const { drain, seen } = draining(queue, () => (queue.shift(), done), { idleMs: 60_000, busyMs: 60_000 });
    drain.start();
    await until(() => seen.tries === 3);
    await drain.stop();
  });

  it("does not spin on what is in another instance's hands", async () => {
    const { drain, seen } = draining([head], () => ({ kind: 'skipped' }), { busyMs: 60_000 });
    drain.start();
    await until(() => seen.tries === 1);
    await drain.stop();
    expect(seen.looks).toBe(1);
  });

  it('goes on after the database was away', async () => {
    let away = true;
    const { drain, seen } = draining(
      [head],
      () => {
        if (away) {
          away = false;
          throw new Error('away');
        }
        return { kind: 'skipped' };
      },
      { idleMs: 5, busyMs: 60_000 },
    );
    drain.start();
    await until(() => seen.tries === 2);
    await drain.stop();
  });

  it('finishes the tries in hand when it stops', async () => {
    const latch = Promise.withResolvers<Outcome>();
    const { drain, seen } = draining([head], () => latch.promise);
    drain.start();
    await until(() => seen.tries === 1);
    let stopped = false;
    const stopping = drain.stop().then(() => (stopped = true));
    await Promise.resolve();
    expect(stopped).toBe(false);
    latch.resolve(done);
    await stopping;
  });
});
