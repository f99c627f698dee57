/** Chance that a seed repeats. */
export interface Dice {
  /** 0 up to 1, as `Math.random`. */
  readonly roll: () => number;
  /** A whole number of both ends and all between. */
  between(least: number, most: number): number;
  one<T>(items: readonly T[]): T;
  /** One of several things, each as likely as its weight says. */
  weighed<T extends { readonly weight: number }>(items: readonly T[]): T;
}

/** mulberry32 (T. Ettinger, public domain): small, and good enough for a storm. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(roll() * (most - least + 1));
  return {
    roll,
    between,
    one: (items) => items[between(0, items.length - 1)]!,
    weighed: (items) => {
      let left = roll() * items.reduce((sum, { weight }) => sum + weight, 0);
      return items.find(({ weight }) => (left -= weight) < 0) ?? items.at(-1)!;
    },
  };
}
