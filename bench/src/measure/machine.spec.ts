import { describe, expect, it } from '@jest/globals';
import { othersShare, readMachine } from './machine.js';

const stat = 'cpu  100 0 50 9000 10 0 5 45 7 0\ncpu0 1 2 3 4\n';

describe('the share of the machine that went to others', () => {
  it('counts what a hypervisor took, and not what was idle or waiting', () => {
    expect(readMachine(stat, 0)).toEqual({ busyMs: 2000, at: 0 });
  });

  it('is what was busy less what was ours', () => {
    expect(othersShare({ busyMs: 2000, at: 0 }, { busyMs: 3500, at: 1000 }, 500, 2)).toBe(0.5);
    expect(othersShare({ busyMs: 2000, at: 0 }, { busyMs: 2400, at: 1000 }, 500, 2)).toBe(0);
  });
});
