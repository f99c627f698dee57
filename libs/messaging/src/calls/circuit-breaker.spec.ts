import { describe, expect, it, jest } from '@jest/globals';
import { PartyUnavailable } from '../errors.js';
import { until } from '../testing/until.js';
import { CircuitBreaker } from './circuit-breaker.js';

const down = () => Promise.reject(new PartyUnavailable('down'));
const fail = (breaker: CircuitBreaker, ...keys: string[]) =>
  Promise.all(keys.map((key) => breaker.run(key, down).catch(() => undefined)));
const SETTINGS = { failures: 5, probes: 3, longestOpenMs: 50 };
const probing = (breaker: CircuitBreaker) => until(() => breaker.waitMs === 0, { every: 2 });
const opened = async (openMs: number) => {
  const breaker = new CircuitBreaker({ ...SETTINGS, openMs });
  await fail(breaker, 'a', 'b', 'c', 'd', 'e');
  return breaker;
};

describe('a party’s breaker', () => {
  it('opens after five failures on different keys', async () => {
    const breaker = new CircuitBreaker();
    await fail(breaker, 'a', 'b', 'c', 'd');
    expect(breaker.waitMs).toBe(0);
    await fail(breaker, 'e');
    expect(breaker.waitMs).toBeGreaterThan(1_900);
  });

  it('stays closed while one key fails again and again: that is the message’s own trouble', async () => {
    const breaker = new CircuitBreaker();
    for (let n = 0; n < 20; n += 1) await fail(breaker, 'a');
    await fail(breaker, 'b', 'c', 'd');
    expect(breaker.waitMs).toBe(0);
  });

  it('counts anew after a success', async () => {
    const breaker = new CircuitBreaker();
    await fail(breaker, 'a', 'b', 'c', 'd');
    await breaker.run('x', () => Promise.resolve('fine'));
    await fail(breaker, 'a', 'b', 'c', 'd');
    expect(breaker.waitMs).toBe(0);
    await fail(breaker, 'e');
    expect(breaker.waitMs).toBeGreaterThan(0);
  });

  it('rejects with the call’s own error', async () => {
    await expect(new CircuitBreaker().run('a', down)).rejects.toThrow(new PartyUnavailable('down'));
  });

  it('lets one probe through when its time is up, and closes when that succeeds', async () => {
    const breaker = await opened(20);
    await probing(breaker);
    let answer: (value: string) => void = () => undefined;
    const probe = breaker.run('a', () => new Promise<string>((resolve) => (answer = resolve)));
    expect(breaker.waitMs).toBe(Infinity);
    answer('fine');
    await expect(probe).resolves.toBe('fine');
    expect(breaker.waitMs).toBe(0);
  });

  it('lets the probe through in its time when the wall clock is set back meanwhile', async () => {
    const breaker = await opened(20);
    const anHourAgo = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000);
    try {
      await probing(breaker);
      await expect(breaker.run('a', () => Promise.resolve('fine'))).resolves.toBe('fine');
    } finally {
      anHourAgo.mockRestore();
    }
  });

  it('is probed by another key at once when a probe fails: that may be one message’s own trouble', async () => {
    const breaker = await opened(20);
    for (const key of ['a', 'a', 'b', 'a', 'b']) {
      await probing(breaker);
      await fail(breaker, key);
      expect(breaker.waitMs).toBe(0);
    }
    await breaker.run('c', () => Promise.resolve('fine'));
    await fail(breaker, 'a', 'b', 'c', 'd');
    expect(breaker.waitMs).toBe(0);
  });

  it('opens again when probes of three keys have failed, for longer each time up to a limit, and for a short time again once it was closed', async () => {
    const clock = jest.spyOn(performance, 'now').mockReturnValue(0);
    try {
      const breaker = await opened(20);
      for (const [at, longer] of [
        [20, 40],
        [60, 50],
        [110, 50],
      ] as const) {
        clock.mockReturnValue(at);
        for (const key of ['a', 'b', 'c']) await fail(breaker, key);
        expect(breaker.waitMs).toBe(longer);
      }
      clock.mockReturnValue(160);
      await breaker.run('d', () => Promise.resolve('fine'));
      await fail(breaker, 'a', 'b', 'c', 'd', 'e');
      expect(breaker.waitMs).toBe(20);
    } finally {
      clock.mockRestore();
    }
  });

  it('hears nothing from calls that were out when it opened', async () => {
    const breaker = new CircuitBreaker({ ...SETTINGS, openMs: 20 });
    const late = Promise.withResolvers<string>();
    const out = ['x', 'y', 'z'].map((key) => breaker.run(key, () => late.promise).catch(() => undefined));
    await fail(breaker, 'a', 'b', 'c', 'd', 'e');
    late.reject(new PartyUnavailable('down'));
    await Promise.all(out);
    expect(breaker.waitMs).toBeLessThanOrEqual(20);
    await probing(breaker);
  });
});
