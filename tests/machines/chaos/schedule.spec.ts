import { describe, expect, it } from '@jest/globals';
import { partIn, schedule, type Kind, type Planned } from './schedule.js';

const kinds: readonly Kind[] = [
  { name: 'kill', targets: ['orders', 'payments'], weight: 3, lasts: [2, 2] },
  { name: 'freeze', targets: ['kafka', 'orders at work'], weight: 1, lasts: [1, 12] },
];
const seeds = Array.from({ length: 200 }, (_, seed) => seed);
const endOf = ({ at, lasts }: Planned) => at + lasts;

describe('the schedule of a storm', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(schedule(7, 600, kinds)).toEqual(schedule(7, 600, kinds));
    expect(schedule(7, 600, kinds)).not.toEqual(schedule(8, 600, kinds));
  });

  it('has every kind on every target, as often as it weighs, and some together', () => {
    const all = seeds.flatMap((seed) => schedule(seed, 600, kinds));
    expect(new Set(all.map(({ kind, target }) => `${kind} ${target}`))).toEqual(
      new Set(['kill orders', 'kill payments', 'freeze kafka', 'freeze orders at work']),
    );
    const kills = all.filter(({ kind }) => kind === 'kill').length / all.length;
    expect(kills).toBeGreaterThan(0.7);
    expect(kills).toBeLessThan(0.8);
    expect(
      all.some((fault, index) => index > 0 && fault.at < endOf(all[index - 1]!) && fault.at >= all[index - 1]!.at),
    ).toBe(true);
  });

  it('breaks no part that is still broken, and begins nothing after its end', () => {
    for (const plan of seeds.map((seed) => schedule(seed, 120, kinds))) {
      for (const [index, fault] of plan.entries()) {
        expect(
          plan
            .slice(0, index)
            .filter((before) => partIn(before.target) === partIn(fault.target) && endOf(before) > fault.at),
        ).toEqual([]);
        expect(fault.at).toBeLessThan(123);
      }
    }
  });
});
