import { describe, expect, it } from '@jest/globals';
import { diffOf } from './diff.js';

describe('the difference of two values', () => {
  it.each<[string, unknown, unknown, object[]]>([
    ['nothing', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
    ['what was changed, deep inside', { a: [{ b: 1 }, 2] }, { a: [{ b: 3 }, 2] }, [{ path: 'a.0.b', from: 1, to: 3 }]],
    [
      'what was added and what was left out',
      { a: 1 },
      { b: null },
      [
        { path: 'a', from: 1 },
        { path: 'b', to: null },
      ],
    ],
    ['a list that is longer', [1], [1, 2], [{ path: '1', to: 2 }]],
    ['another kind of value, whole', { a: { 0: 1 } }, { a: [1] }, [{ path: 'a', from: { 0: 1 }, to: [1] }]],
    ['all of it, where there was no JSON', undefined, { a: 1 }, [{ path: '', to: { a: 1 } }]],
  ])('tells %s', (_, from, to, changes) => {
    expect(diffOf(from, to)).toEqual(changes);
  });
});
