import { describe, expect, it } from '@jest/globals';
import { bucketsOf, difference, merge, quantile } from './buckets.js';
import { parseMetrics, total } from './prometheus.js';

const text = `# HELP delay_seconds from commit to broker
# TYPE delay_seconds histogram
delay_seconds_count{service="orders"} 4
delay_seconds_bucket{service="orders",le="0.01"} 1
delay_seconds_bucket{service="orders",le="0.02"} 3
delay_seconds_bucket{service="orders",le="+Inf"} 4
batches_total{kind="a \\"b\\""} 5 1699999999000
batches_total{kind="c"} 6
uptime 1.5e3
`;

describe('the text of /metrics', () => {
  it('is read with labels, escapes and infinity', () => {
    const samples = parseMetrics(text);
    expect(samples).toContainEqual({ name: 'batches_total', labels: { kind: 'a "b"' }, value: 5 });
    expect(samples).toContainEqual({
      name: 'delay_seconds_bucket',
      labels: { service: 'orders', le: '+Inf' },
      value: 4,
    });
    expect(samples).toContainEqual({ name: 'uptime', labels: {}, value: 1500 });
    expect(samples).toHaveLength(7);
  });

  it('gives the total of a counter over its labels', () => {
    expect(total(parseMetrics(text), 'batches_total')).toBe(11);
    expect(total(parseMetrics(text), 'batches')).toBe(0);
  });
});

describe('a histogram', () => {
  const buckets = bucketsOf(parseMetrics(text), 'delay_seconds');

  it('has a quantile on a straight line within its bucket', () => {
    expect(quantile(buckets, 0.5)).toBeCloseTo(0.015);
    expect(quantile(buckets, 0.75)).toBeCloseTo(0.02);
    expect(quantile(buckets, 0.125)).toBeCloseTo(0.005);
  });

  it('knows of its last bucket only where it begins', () => {
    expect(quantile(buckets, 0.99)).toBe(0.02);
  });

  it('of nothing has no quantile', () => {
    expect(quantile(new Map(), 0.5)).toBeUndefined();
    expect(quantile(difference(buckets, buckets), 0.5)).toBeUndefined();
  });

  it('can be taken from a later one, and added to that of another service', () => {
    const since = difference(merge([buckets, buckets]), buckets);
    expect([...since]).toEqual([...buckets]);
  });
});
