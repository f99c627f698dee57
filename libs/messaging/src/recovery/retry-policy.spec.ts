import { describe, expect, it } from '@jest/globals';
import { defaultRetryPolicy, delayAfter } from './retry-policy.js';

const steady = { ...defaultRetryPolicy, jitter: 0 };
const half = () => 0.5;

describe('the default schedule', () => {
  it('waits 1, 5, 15, 60 and 300 seconds, then gives up', () => {
    expect([1, 2, 3, 4, 5, 6].map((failed) => delayAfter(failed, steady, half))).toEqual([1_000, 5_000, 15_000, 60_000, 300_000, undefined]);
  });

  it('shifts each wait by up to a fifth either way', () => {
    expect([0, 0.5, 1].map((chance) => delayAfter(2, defaultRetryPolicy, () => chance))).toEqual([4_000, 5_000, 6_000]);
  });
});

it('without delays the first failure is the last', () => {
  expect(delayAfter(1, { ...steady, delaysMs: [] }, half)).toBeUndefined();
});
