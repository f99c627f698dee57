import { describe, expect, it } from '@jest/globals';
import { RuleSet, type Limits } from './rule-set.js';

type Wish = Limits & { readonly of: string };

/** Chances in turn, and a clock that is moved by hand. */
function rules(...chances: number[]) {
  const time = { now: 1_000 };
  const set = new RuleSet<Wish>(
    () => chances.shift() ?? 0,
    () => time.now,
  );
  const draw = (of: string) => set.draw((wish) => wish.of === of)?.id;
  return { set, time, draw, states: () => set.list().map(({ id, hits, state }) => `${id}: ${hits} hits, ${state}`) };
}

describe('a set of rules', () => {
  it('strikes what fits, the oldest rule first, and counts', () => {
    const { set, draw, states } = rules();
    set.add({ of: 'a' });
    set.add({ of: 'a' });
    set.add({ of: 'b' });
    expect(['a', 'b', 'c', 'a'].map(draw)).toEqual(['1', '3', undefined, '1']);
    expect(states()).toEqual(['1: 2 hits, in-effect', '2: 0 hits, in-effect', '3: 1 hits, in-effect']);
  });

  it('strikes the next few only, then the next rule its own', () => {
    const { set, draw, states } = rules();
    set.add({ of: 'a', times: 2 });
    set.add({ of: 'a', times: 1 });
    expect(['a', 'a', 'a', 'a'].map(draw)).toEqual(['1', '1', '2', undefined]);
    expect(set.idle).toBe(true);
    expect(states()).toEqual(['1: 2 hits, spent', '2: 1 hits, spent']);
  });

  it('strikes a share by chance; what it spares may be another rule’s', () => {
    const { set, draw } = rules(0.2, 0.3, 0.9);
    set.add({ of: 'a', share: 0.25 });
    expect(['a', 'a', 'a'].map(draw)).toEqual(['1', undefined, undefined]);
    set.add({ of: 'a' });
    expect(draw('a')).toBe('1');
  });

  it('strikes until its time is over', () => {
    const { set, time, draw, states } = rules();
    expect(set.add({ of: 'a', forMs: 500 }).until).toEqual(new Date(1_500));
    time.now = 1_499;
    expect(draw('a')).toBe('1');
    time.now = 1_500;
    expect(draw('a')).toBeUndefined();
    expect(states()).toEqual(['1: 1 hits, expired']);
  });

  it('strikes no more once it is cleared', () => {
    const { set, draw } = rules();
    set.add({ of: 'a' });
    expect([set.remove('1'), set.remove('1'), draw('a')]).toEqual([true, false, undefined]);
    set.add({ of: 'a' });
    set.clear();
    expect([set.list(), set.idle]).toEqual([[], true]);
  });

  it('remembers the last hundred that ended, and every one in effect', () => {
    const { set, draw } = rules();
    set.add({ of: 'b' });
    for (let count = 0; count < 150; count += 1) {
      set.add({ of: 'a', times: 1 });
      draw('a');
    }
    expect(set.list()).toHaveLength(102);
    expect(set.list()[0]).toMatchObject({ id: '1', state: 'in-effect' });
  });
});
