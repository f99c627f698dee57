import { describe, expect, it } from '@jest/globals';
import { Recent } from './recent.js';

describe('the recent names', () => {
  it('are at least as many as asked for, and do not grow without end', () => {
    const recent = new Recent(10);
    const known = () => Array.from({ length: 100 }, (_, at) => String(at)).filter((name) => recent.has(name));
    for (let at = 0; at < 100; at += 1) {
      recent.add(String(at));
      expect(known().slice(-10)).toEqual(
        Array.from({ length: Math.min(10, at + 1) }, (_, back) => String(Math.max(0, at - 9) + back)),
      );
      expect(known().length).toBeLessThanOrEqual(20);
    }
  });
});
