import { describe, expect, it } from '@jest/globals';
import { LowWatermark } from './low-watermark.js';

describe('the floor below which the relay looks for nothing', () => {
  it('rises only after a complete read that began when all transactions of before must have ended', () => {
    const floor = new LowWatermark();
    const now = performance.now();
    floor.noteRead(now, 50n);
    floor.noteRead(now + 9_000, 70n);
    expect(floor.id).toBe('0');
    floor.noteRead(now + 11_000, 80n);
    expect(floor.id).toBe('50');
  });

  it('is left out of one read a minute, for writers without a limit to their transactions', () => {
    const floor = new LowWatermark();
    const now = performance.now() + 100_000;
    floor.noteRead(0, 50n);
    floor.noteRead(now, 60n);
    expect([floor.forRead(now), floor.forRead(now + 1_000), floor.forRead(now + 61_000)]).toEqual(['0', '50', '0']);
  });

  it('falls to nothing when what was read is forgotten', () => {
    const floor = new LowWatermark();
    floor.noteRead(0, 50n);
    floor.noteRead(performance.now() + 100_000, 60n);
    floor.reset();
    expect(floor.id).toBe('0');
  });
});
