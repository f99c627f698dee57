import { describe, expect, it } from '@jest/globals';
import { pauseFor } from './ends.js';
import { orderBody } from './order-body.js';

describe('the order of a benchmark', () => {
  it('has three lines of three different products, over all of them in time', () => {
    const skus = Array.from({ length: 7 }, (_, index) => `SKU-${index}`);
    const used = new Set<string>();
    for (let n = 0; n < 7; n++) {
      const own = orderBody(n, skus).lines.map(({ sku }) => sku);
      expect(new Set(own).size).toBe(3);
      own.forEach((sku) => used.add(sku));
    }
    expect([...used].sort()).toEqual(skus);
  });
});

describe('the pause between two looks for ended orders', () => {
  it('is short for one order in flight and at most 10 ms for many', () => {
    expect([1, 16, 64, 256].map(pauseFor)).toEqual([2, 3, 9, 20]);
  });
});
