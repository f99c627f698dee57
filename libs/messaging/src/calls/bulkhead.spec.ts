import { describe, expect, it, jest } from '@jest/globals';
import { until } from '../testing/until.js';
import { Bulkhead, type Ended } from './bulkhead.js';
import { openCall } from './calls.fixture.js';
import type { OpenCall } from './open-call.js';

const party = { name: 'bank', concurrency: 2, performers: {} };
const settings = { failures: 1, openMs: 100, probes: 1 };
const quiet = { now: () => 0, giveUp: () => undefined };

/** Numbers from 0 to 1 that are the same each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

describe('a bulkhead', () => {
  it('goes on when the breaker’s time runs out between two looks at the clock', async () => {
    const made: string[] = [];
    let [time, eachLook] = [0, 0];
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => (time += eachLook));
    try {
      const make = async ({ seq }: OpenCall): Promise<Ended> => {
        made.push(seq);
        return made.length === 1 ? 'failed' : 'succeeded';
      };
      const bulkhead = new Bulkhead(party, { ...quiet, make }, settings);
      bulkhead.join(openCall('1'));
      await until(() => bulkhead.isOpen);
      eachLook = 60;
      bulkhead.join(openCall('2'));
      eachLook = 0;
      time += 1_000;
      await until(() => made.length === 2);
    } finally {
      clock.mockRestore();
    }
  });

  it.each(Array.from({ length: 50 }, (_, n) => n + 1))(
    'has work in flight or a timer set whenever calls wait, whatever ends how and when (schedule %i)',
    async (seed) => {
      jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
      try {
        const roll = dice(seed * 7_919);
        const inFlight: ((ended: Ended) => void)[] = [];
        const make = () => new Promise<Ended>((resolve) => inFlight.push(resolve));
        const bulkhead = new Bulkhead(party, { ...quiet, now: () => performance.now(), make }, settings);
        for (let n = 1; n <= 200; n += 1) {
          const what = roll();
          if (what < 0.4) bulkhead.join(openCall(String(n), { tries: roll() < 0.3 ? 1 : 0, orderingKey: `o-${n}` }));
          else if (what < 0.7)
            inFlight.shift()?.((['succeeded', 'failed', 'withdrawn', 'not-now'] as const)[Math.floor(roll() * 4)]!);
          else if (what < 0.9) jest.advanceTimersByTime(Math.floor(roll() * 400));
          else bulkhead.resume();
          await new Promise((resolve) => setImmediate(resolve));
          if (bulkhead.waiting > 0) expect(bulkhead.inFlight + jest.getTimerCount()).toBeGreaterThan(0);
        }
        for (let n = 0; n < 2_000 && bulkhead.waiting + bulkhead.inFlight > 0; n += 1) {
          inFlight.shift()?.('succeeded');
          jest.advanceTimersByTime(100);
          await new Promise((resolve) => setImmediate(resolve));
        }
        expect([bulkhead.waiting, bulkhead.inFlight]).toEqual([0, 0]);
      } finally {
        jest.useRealTimers();
      }
    },
  );
});
