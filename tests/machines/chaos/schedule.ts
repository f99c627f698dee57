import { dice } from './dice.js';

/** A way to break a part. Seconds are whole numbers. */
export interface Kind {
  readonly name: string;
  /** Each begins with the part that is broken. */
  readonly targets: readonly string[];
  /** Against the others'. */
  readonly weight: number;
  /** Seconds until it is healed: least and most. */
  readonly lasts: readonly [number, number];
}

/** One fault of a storm, in seconds since its beginning. */
export interface Planned {
  readonly at: number;
  readonly kind: string;
  readonly target: string;
  readonly lasts: number;
}

/** Quiet seconds before the first fault and after each: some orders end in them, some do not. */
const QUIET = [4, 15] as const;
/** Share of faults that come together with another. */
const TOGETHER = 0.2;

export const partIn = (target: string): string => target.split(' ')[0]!;

/** The faults of a storm of `seconds`: the same for the same seed and kinds. No part is broken twice at a time. */
export function schedule(seed: number, seconds: number, kinds: readonly Kind[]): Planned[] {
  const { roll, between, one, weighed } = dice(seed);
  const draw = (at: number): Planned => {
    const { name, targets, lasts } = weighed(kinds);
    return { at, kind: name, target: one(targets), lasts: between(...lasts) };
  };
  const plan: Planned[] = [];
  for (let at = between(...QUIET); at < seconds; at += between(...QUIET)) {
    const first = draw(at);
    const second = roll() < TOGETHER ? draw(at + between(0, 2)) : first;
    const both = partIn(second.target) === partIn(first.target) ? [first] : [first, second];
    plan.push(...both);
    at = Math.max(...both.map((fault) => fault.at + fault.lasts));
  }
  return plan;
}
