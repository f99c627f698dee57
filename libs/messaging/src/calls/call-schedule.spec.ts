import { describe, expect, it } from '@jest/globals';
import { isPastDeadline, nextAttempt, retryDelay } from './call-schedule.js';
import { openCall } from './calls.fixture.js';

const noJitter = () => 0.5;

describe('the schedule of failed calls', () => {
  it('waits longer and longer, then every 10 s', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 30].map((tries) => retryDelay(tries, noJitter))).toEqual([
      200, 500, 1_000, 2_000, 5_000, 10_000, 10_000, 10_000,
    ]);
  });

  it('varies by a fifth, so that what failed together is not tried together', () => {
    expect([retryDelay(3, () => 0), retryDelay(3, () => 1)]).toEqual([800, 1_200]);
  });

  it('never tries later than the deadline, which is for the last look-up', () => {
    const call = openCall('1', { tries: 6, deadline: new Date(12_000) });
    expect(nextAttempt(call, 1_000, noJitter)).toBe(11_000);
    expect(nextAttempt(call, 9_000, noJitter)).toBe(12_000);
    expect(nextAttempt(call, 13_000, noJitter)).toBe(13_000);
  });

  it('knows a call whose deadline is past, and one that has none', () => {
    const call = openCall('1', { deadline: new Date(12_000) });
    expect([isPastDeadline(call, 11_999), isPastDeadline(call, 12_000), isPastDeadline(openCall('2'), 1e15)]).toEqual([
      false,
      true,
      false,
    ]);
  });
});
