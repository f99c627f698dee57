import { describe, expect, it, jest } from '@jest/globals';
import { CircuitBreaker } from './circuit-breaker.js';

const fail = (breaker: CircuitBreaker, ...keys: string[]) => keys.forEach((key) => breaker.enter().failed(key));
const succeed = (breaker: CircuitBreaker) => breaker.enter().succeeded();
const SETTINGS = { failures: 5, probes: 3, longestOpenMs: 50 };
/** A breaker and its clock, open for 20 ms. */
function opened() {
  let now = 1_000;
  const breaker = new CircuitBreaker({ ...SETTINGS, openMs: 20 }, () => now);
  fail(breaker, 'a', 'b', 'c', 'd', 'e');
  return { breaker, pass: (milliseconds: number) => void (now += milliseconds) };
}

describe('a party’s breaker', () => {
  it('opens after five failures on different keys', () => {
    const breaker = new CircuitBreaker();
    fail(breaker, 'a', 'b', 'c', 'd');
    expect(breaker.waitMs).toBe(0);
    fail(breaker, 'e');
    expect(breaker.waitMs).toBeGreaterThan(1_900);
  });

  it('stays closed while one key fails again and again: that is the message’s own trouble', () => {
    const breaker = new CircuitBreaker();
    for (let n = 0; n < 20; n += 1) fail(breaker, 'a');
    fail(breaker, 'b', 'c', 'd');
    expect(breaker.waitMs).toBe(0);
  });

  it('counts anew after a success', () => {
    const breaker = new CircuitBreaker();
    fail(breaker, 'a', 'b', 'c', 'd');
    succeed(breaker);
    fail(breaker, 'a', 'b', 'c', 'd');
    expect(breaker.waitMs).toBe(0);
    fail(breaker, 'e');
    expect(breaker.waitMs).toBeGreaterThan(0);
  });

  it('lets one probe through when its time is up, and closes when that succeeds', () => {
    const { breaker, pass } = opened();
    pass(20);
    expect(breaker.waitMs).toBe(0);
    const probe = breaker.enter();
    expect(breaker.waitMs).toBe(Infinity);
    probe.succeeded();
    expect(breaker.waitMs).toBe(0);
  });

  it('lets another probe through where one was not made after all', () => {
    const { breaker, pass } = opened();
    pass(20);
    breaker.enter().withdrawn();
    expect(breaker.waitMs).toBe(0);
  });

  it('is not moved by a wall clock that is set back', () => {
    const breaker = new CircuitBreaker({ ...SETTINGS, openMs: 20 });
    const anHourAgo = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000);
    try {
      fail(breaker, 'a', 'b', 'c', 'd', 'e');
      expect(breaker.waitMs).toBeLessThanOrEqual(20);
    } finally {
      anHourAgo.mockRestore();
    }
  });

  it('is probed by another key at once when a probe fails: that may be one message’s own trouble', () => {
    const { breaker, pass } = opened();
    pass(20);
    for (const key of ['a', 'a', 'b', 'a', 'b']) {
      fail(breaker, key);
      expect(breaker.waitMs).toBe(0);
    }
    succeed(breaker);
    fail(breaker, 'a', 'b', 'c', 'd');
    expect(breaker.waitMs).toBe(0);
  });

  it('opens again when probes of three keys have failed, for longer each time up to a limit, and for a short time again once it was closed', () => {
    const { breaker, pass } = opened();
    for (const [after, longer] of [
      [20, 40],
      [40, 50],
      [50, 50],
    ] as const) {
      pass(after);
      fail(breaker, 'a', 'b', 'c');
      expect(breaker.waitMs).toBe(longer);
    }
    pass(50);
    succeed(breaker);
    fail(breaker, 'a', 'b', 'c', 'd', 'e');
    expect(breaker.waitMs).toBe(20);
  });

  it('hears nothing from calls that were out when it opened', () => {
    let now = 0;
    const breaker = new CircuitBreaker({ ...SETTINGS, openMs: 20 }, () => now);
    const [failing, succeeding] = [breaker.enter(), breaker.enter()];
    fail(breaker, 'a', 'b', 'c', 'd', 'e');
    now = 10;
    for (const key of ['x', 'y', 'z']) failing.failed(key);
    succeeding.succeeded();
    expect(breaker.waitMs).toBe(10);
  });
});
