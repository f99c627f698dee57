import { describe, expect, it, jest } from '@jest/globals';
import { PartyUnavailable } from '../errors.js';
import { until } from '../testing/until.js';
import { PartyBreaker } from './party-breaker.js';

const down = () => Promise.reject(new PartyUnavailable('down'));
const fail = (breaker: PartyBreaker, ...keys: string[]) => Promise.all(keys.map((key) => breaker.run(key, down).catch(() => undefined)));
const opened = async (openMs: number) => {
  const breaker = new PartyBreaker({ failures: 5, openMs });
  await fail(breaker, 'a', 'b', 'c', 'd', 'e');
  return breaker;
};

describe('a party’s breaker', () => {
  it('opens after five failures on different keys', async () => {
    const breaker = new PartyBreaker();
    await fail(breaker, 'a', 'b', 'c', 'd');
    expect(breaker.waitMs).toBe(0);
    await fail(breaker, 'e');
    expect(breaker.waitMs).toBeGreaterThan(29_000);
  });

  it('stays closed while one key fails again and again: that is the message’s own trouble', async () => {
    const breaker = new PartyBreaker();
    for (let n = 0; n < 20; n += 1) await fail(breaker, 'a');
    await fail(breaker, 'b', 'c', 'd');
    expect(breaker.waitMs).toBe(0);
  });

  it('counts anew after a success', async () => {
    const breaker = new PartyBreaker();
    await fail(breaker, 'a', 'b', 'c', 'd');
    await breaker.run('x', () => Promise.resolve('fine'));
    await fail(breaker, 'a', 'b', 'c', 'd');
    expect(breaker.waitMs).toBe(0);
    await fail(breaker, 'e');
    expect(breaker.waitMs).toBeGreaterThan(0);
  });

  it('rejects with the call’s own error', async () => {
    await expect(new PartyBreaker().run('a', down)).rejects.toThrow(new PartyUnavailable('down'));
  });

  it('lets one probe through when its time is up, and closes when that succeeds', async () => {
    const breaker = await opened(20);
    await until(() => breaker.waitMs === 0, { every: 2 });
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
      await until(() => breaker.waitMs === 0, { every: 2 });
      await expect(breaker.run('a', () => Promise.resolve('fine'))).resolves.toBe('fine');
    } finally {
      anHourAgo.mockRestore();
    }
  });

  it('opens again when the probe fails, also on a key that failed before', async () => {
    const breaker = await opened(20);
    await until(() => breaker.waitMs === 0, { every: 2 });
    await fail(breaker, 'a');
    expect(breaker.waitMs).toBeGreaterThan(0);
    expect(breaker.waitMs).toBeLessThanOrEqual(20);
  });
});
