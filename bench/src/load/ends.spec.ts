import { describe, expect, it } from '@jest/globals';
import { pauseFor, UsualTime } from './ends.js';

describe('how often ends are asked for', () => {
  it('grows with what is in flight, to 20 ms at most', () => {
    expect([1, 16, 64, 1000].map(pauseFor)).toEqual([2, 3, 9, 20]);
  });

  it('follows what the last orders took', () => {
    const usual = new UsualTime();
    expect(usual.milliseconds).toBe(0);
    for (let orders = 0; orders < 40; orders += 1) usual.took(60);
    expect(usual.milliseconds).toBeCloseTo(60, 0);
    for (let orders = 0; orders < 40; orders += 1) usual.took(20);
    expect(usual.milliseconds).toBeCloseTo(20, 0);
  });
});
