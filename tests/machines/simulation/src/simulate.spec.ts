import { describe, expect, it } from '@jest/globals';
import { profiles } from './mischief/profiles.js';
import { simulate } from './simulate.js';

const ORDERS = 60;

describe('a simulated shop', () => {
  it.each(profiles.map((profile, at) => [profile.name, at] as const))('keeps every promise: %s', async (_, seed) => {
    const { violations, orders } = await simulate({ seed, orders: ORDERS });
    expect(violations).toEqual([]);
    expect(orders).toBeGreaterThan(ORDERS / 4);
  });

  it('does the same again with the same seed, event by event, and something else with another', async () => {
    const everything = { seed: 5, orders: ORDERS, verbose: true };
    const [once, again, other] = [
      await simulate(everything),
      await simulate(everything),
      await simulate({ ...everything, seed: 12 }),
    ];
    expect(again.lines).toEqual(once.lines);
    expect(again.hash).toBe(once.hash);
    expect(other.profile).toBe(once.profile);
    expect(other.hash).not.toBe(once.hash);
  });

  it('puts clock, timers and chance back when it ends', async () => {
    const before = [Date, setTimeout, setImmediate, performance, Math.random];
    await simulate({ seed: 7, orders: 5 });
    expect([Date, setTimeout, setImmediate, performance, Math.random]).toEqual(before);
    expect(Math.abs(Date.now() - new Date().getTime())).toBeLessThan(1_000);
  });
});
