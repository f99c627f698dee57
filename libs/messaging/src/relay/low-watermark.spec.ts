import { describe, expect, it } from '@jest/globals';
import { LowWatermark, SETTLED_MS } from './low-watermark.js';

function watermark(stored = '0') {
  const floor = new LowWatermark();
  floor.begin(stored);
  return floor;
}

describe('the floor below which the relay looks for nothing', () => {
  it('rises to what was read only by a read that began when all transactions of before must have ended', () => {
    const floor = watermark();
    const now = performance.now();
    floor.noteRead({ began: now, covered: 50n, old: 0n });
    floor.noteRead({ began: now + SETTLED_MS - 1_000, covered: 70n, old: 0n });
    expect(floor.id).toBe('0');
    floor.noteRead({ began: now + SETTLED_MS + 1_000, covered: 80n, old: 0n });
    expect(floor.id).toBe('50');
  });

  it('does not rise above what that read covered: a page of a backlog ends somewhere', () => {
    const floor = watermark();
    const now = performance.now();
    floor.noteRead({ began: now, covered: 50n, old: 0n });
    floor.noteRead({ began: now + 2 * SETTLED_MS, covered: 40n, old: 0n });
    expect(floor.id).toBe('0');
  });

  it('rises with each page of a backlog to the last row in it that is older than any transaction', () => {
    const floor = watermark();
    floor.noteRead({ began: performance.now(), covered: 512n, old: 500n });
    expect(floor.id).toBe('500');
    floor.noteRead({ began: performance.now(), covered: 1_024n, old: 0n });
    expect(floor.id).toBe('500');
  });

  it('begins where the leader before has noted it, and is unknown again when what was read is forgotten', () => {
    const floor = watermark('70');
    expect([floor.id, floor.unknown]).toEqual(['70', false]);
    floor.reset();
    expect([floor.id, floor.unknown]).toEqual(['0', true]);
  });
});
