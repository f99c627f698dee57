import { describe, expect, it } from '@jest/globals';
import { OffsetProgress } from './read-progress.js';

const TOPIC = 'a.events';
const DUE = new Date(1_000);

/** Keys are the numbers of their partitions. */
function reading(ends: readonly (readonly bigint[])[], committed: readonly (readonly bigint[])[]) {
  let look = -1;
  const progress = new OffsetProgress(
    {
      endOffsets: () => Promise.resolve(new Map([[TOPIC, ends[Math.min((look += 1), ends.length - 1)]!]])),
      committed: () => Promise.resolve(new Map([[TOPIC, committed[Math.min(look, committed.length - 1)]!]])),
      partitionOf: (key, partitions) => Number(key) % partitions,
    },
    'orders',
    [TOPIC],
  );
  return progress;
}

describe('what was sent under a key', () => {
  it.each([
    ['its partition is read to its end', [3n, 0n], [3n, -1n], true],
    ['it has read further than was there', [3n, 1n], [9n, 1n], true],
    ['one record is unread', [3n, 1n], [2n, 1n], false],
    ['records were never read', [3n, 1n], [-1n, 1n], false],
    ['there is nothing to read', [0n, 0n], [-1n, -1n], true],
    ['another partition is not read', [3n, 9n], [3n, 0n], true],
  ] as const)('is read or not: %s', async (_, ends, committed, isRead) => {
    const progress = reading([ends], [committed]);
    expect(progress.isRead('0', DUE)).toBe(false);
    await progress.look(DUE);
    expect(progress.isRead('0', DUE)).toBe(isRead);
  });

  it('is read though more comes all the time', async () => {
    const progress = reading([[5n], [9n], [14n]], [[2n], [6n], [10n]]);
    await progress.look(DUE);
    expect(progress.isRead('0', DUE)).toBe(false);
    expect([...progress.behind.keys()]).toEqual([`${TOPIC}/0`]);
    await progress.look(new Date(2_000));
    expect(progress.isRead('0', DUE)).toBe(true);
    expect(progress.isRead('0', new Date(2_000))).toBe(false);
  });

  it('is looked for where it went before the topic had more partitions', async () => {
    const ends = Array.from({ length: 8 }, () => 3n);
    const behind = (partition: number) => ends.map((end, at) => (at === partition ? 2n : end));
    for (const [partition, isRead] of [
      [7, false],
      [0, false],
      [1, false],
      [2, true],
    ] as const) {
      const progress = reading([ends], [behind(partition)]);
      await progress.look(DUE);
      // 7 goes to 1 of six, 0 of seven and 7 of eight.
      expect([partition, progress.isRead('7', DUE)]).toEqual([partition, isRead]);
    }
  });

  it('is unread again in a topic that was made anew', async () => {
    const progress = reading([[5n], [2n], [2n]], [[4n], [0n], [2n]]);
    await progress.look(DUE);
    await progress.look(DUE);
    expect(progress.isRead('0', DUE)).toBe(false);
    await progress.look(DUE);
    expect(progress.isRead('0', DUE)).toBe(true);
  });
});
