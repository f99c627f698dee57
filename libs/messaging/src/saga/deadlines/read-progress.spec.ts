import { describe, expect, it } from '@jest/globals';
import { progressOf, type Ends } from './read-progress.js';

const reading = (committed: Ends) =>
  progressOf({ endOffsets: () => Promise.resolve(new Map()), committed: () => Promise.resolve(committed) }, 'orders', [
    'a.events',
  ]);

describe('what a service has read', () => {
  it.each([
    [
      'every partition is read to its end',
      [
        [3n, 0n],
        [3n, -1n],
      ],
      true,
    ],
    [
      'it has read further than was there',
      [
        [3n, 1n],
        [9n, 1n],
      ],
      true,
    ],
    [
      'one record is unread',
      [
        [3n, 1n],
        [2n, 1n],
      ],
      false,
    ],
    [
      'a partition with records was never read',
      [
        [3n, 1n],
        [3n, -1n],
      ],
      false,
    ],
    [
      'there is nothing to read',
      [
        [0n, 0n],
        [-1n, -1n],
      ],
      true,
    ],
  ] as const)('is all of it or not: %s', async (_, [ends, committed], passed) => {
    expect(await reading(new Map([['a.events', committed]])).passed(new Map([['a.events', ends]]))).toBe(passed);
  });
});
