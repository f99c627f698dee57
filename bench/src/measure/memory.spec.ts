import { describe, expect, it } from '@jest/globals';
import { field, readMemory } from './memory.js';

describe('memory', () => {
  it('is read in megabytes from the fields of /proc', () => {
    const status = 'Name:\tnode\nVmHWM:\t  250000 kB\nVmRSS:\t  125000 kB\n';
    expect(field(status, 'VmRSS')).toBe(128);
    expect(field(status, 'VmHWM')).toBe(256);
    expect(field(status, 'Pss')).toBeUndefined();
  });

  it('of this very process is shared in part, and was never below what it is', () => {
    const { self } = readMemory({ self: process.pid });
    expect(self!.pss).toBeGreaterThan(10);
    expect(self!.peak).toBeGreaterThanOrEqual(self!.rss * 0.99);
  });
});
