import type { Sample } from './prometheus.js';

/** Counts of a histogram by upper bound, each including all lower ones. */
export type Buckets = ReadonlyMap<number, number>;

export function bucketsOf(samples: readonly Sample[], name: string): Buckets {
  const buckets = new Map<number, number>();
  for (const { name: own, labels, value } of samples) {
    if (own !== `${name}_bucket`) continue;
    const bound = labels['le'] === '+Inf' ? Infinity : Number(labels['le']);
    buckets.set(bound, (buckets.get(bound) ?? 0) + value);
  }
  return buckets;
}

export function difference(after: Buckets, before: Buckets): Buckets {
  return new Map([...after].map(([bound, count]) => [bound, count - (before.get(bound) ?? 0)]));
}

export function merge(all: readonly Buckets[]): Buckets {
  const merged = new Map<number, number>();
  for (const buckets of all) for (const [bound, count] of buckets) merged.set(bound, (merged.get(bound) ?? 0) + count);
  return merged;
}

/**
 * Straight line within the bucket that holds it; in the last one, which has no end, its lower bound.
 * Undefined where nothing was counted.
 */
export function quantile(buckets: Buckets, share: number): number | undefined {
  const sorted = [...buckets].sort(([one], [other]) => one - other);
  const all = sorted.at(-1)?.[1] ?? 0;
  if (all <= 0) return undefined;
  const rank = share * all;
  let [lowerBound, below] = [0, 0];
  for (const [bound, count] of sorted) {
    if (count >= rank && count > below) {
      return bound === Infinity ? lowerBound : lowerBound + ((bound - lowerBound) * (rank - below)) / (count - below);
    }
    [lowerBound, below] = [bound, count];
  }
  return lowerBound;
}
