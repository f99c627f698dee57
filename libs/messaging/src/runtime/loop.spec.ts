import { describe, expect, it } from '@jest/globals';
import { until } from '../testing/until.js';
import { Loop } from './loop.js';
import { silent } from './logger.js';

const LONG = 3_600_000;

/** A loop whose steps do in turn what they are told, and the log of it. */
function loopOf(
  steps: readonly (() => number | Promise<number>)[],
  options: { retryMs?: number; jitter?: number } = {},
) {
  const state = { steps: 0, inHand: 0, most: 0 };
  const said: string[] = [];
  const loop = new Loop(
    async () => {
      const step = steps[Math.min(state.steps, steps.length - 1)]!;
      state.steps += 1;
      state.most = Math.max(state.most, (state.inHand += 1));
      try {
        return await step();
      } finally {
        state.inHand -= 1;
      }
    },
    { does: 'count', log: { ...silent, warn: (_, text) => void said.push(text) }, ...options },
  );
  return { loop, state, said };
}

const failing = () => {
  throw new Error('no');
};

describe('a background loop', () => {
  it('goes on after steps that reject and steps that throw, and tells it once', async () => {
    const { loop, state, said } = loopOf([() => Promise.reject(new Error('away')), failing, failing, () => LONG], {
      retryMs: 1,
    });
    void loop.start();
    await until(() => state.steps === 4);
    await until(() => loop.trouble === undefined);
    expect(said).toEqual(['cannot count; trying again']);
    await loop.stop();
  });

  it('goes on though its log fails too', async () => {
    let steps = 0;
    const loop = new Loop(
      () => {
        steps += 1;
        return Promise.reject(new Error('away'));
      },
      { does: 'count', log: { ...silent, warn: failing }, retryMs: 1 },
    );
    void loop.start();
    await until(() => steps > 2);
    expect(loop.trouble?.error.message).toBe('away');
    await loop.stop();
  });

  it('has its first step behind it when its start resolves, also when that failed', async () => {
    const { loop, state } = loopOf([failing]);
    await loop.start();
    expect(state.steps).toBe(1);
    await loop.stop();
  });

  it('is woken from a pause, and by whoever wakes it in the midst of a step', async () => {
    const { loop, state } = loopOf([() => LONG, () => (loop.wake(), LONG), () => LONG]);
    await loop.start();
    loop.wake();
    await until(() => state.steps === 3);
    await loop.stop();
  });

  it('does not spin when what fails wakes it', async () => {
    const { loop, state } = loopOf([() => (loop.wake(), failing())], { retryMs: LONG });
    await loop.start();
    loop.wake();
    await new Promise(setImmediate);
    expect(state.steps).toBe(1);
    await loop.stop();
  });

  it('finishes the step in hand when it is stopped, and does no other', async () => {
    const held = Promise.withResolvers<number>();
    const { loop, state } = loopOf([() => held.promise, () => 0]);
    void loop.start();
    let stopped = false;
    const stopping = loop.stop().then(() => (stopped = true));
    await new Promise(setImmediate);
    expect(stopped).toBe(false);
    held.resolve(0);
    await stopping;
    expect(state.steps).toBe(1);
  });

  it('works once at a time however often it is started, and again after a stop', async () => {
    const { loop, state } = loopOf([() => 0]);
    void loop.start();
    void loop.start();
    await until(() => state.steps > 3);
    await loop.stop();
    expect(loop.stopped).toBe(true);
    const before = state.steps;
    void loop.start();
    await until(() => state.steps > before);
    await loop.stop();
    expect(state.most).toBe(1);
  });
});
