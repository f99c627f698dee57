import { describe, expect, it } from '@jest/globals';
import { nextStep } from './plan.js';

const pace = { perSecond: 10, haltAfter: 2 };
const step = (redriven: number, pending: number, waiting: number, failed = 0) =>
  nextStep({ redriven, pending, waiting, failed }, pace);

describe('a redrive of many', () => {
  it('begins with one alone, goes on with five, then with the rest', () => {
    expect(step(0, 0, 100)).toEqual({ kind: 'redrive', count: 1 });
    expect(step(1, 1, 99)).toEqual({ kind: 'wait' });
    expect(step(1, 0, 99)).toEqual({ kind: 'redrive', count: 5 });
    expect(step(6, 3, 94)).toEqual({ kind: 'wait' });
    expect(step(6, 0, 94)).toEqual({ kind: 'redrive', count: 10 });
  });

  it('makes a stage full when some of it were refused', () => {
    expect(step(4, 4, 50)).toEqual({ kind: 'redrive', count: 2 });
  });

  it('redrives no more a second than it may, and no more ahead than five seconds of it', () => {
    expect(step(50, 20, 100)).toEqual({ kind: 'redrive', count: 10 });
    expect(step(50, 45, 100)).toEqual({ kind: 'redrive', count: 5 });
    expect(step(50, 50, 100)).toEqual({ kind: 'wait' });
  });

  it('halts when failures return, whatever is left', () => {
    expect(step(6, 0, 94, 1)).toEqual({ kind: 'redrive', count: 10 });
    expect(step(6, 4, 94, 2)).toEqual({ kind: 'halt', failed: 2 });
  });

  it('is done when nothing waits and nothing is pending', () => {
    expect(step(3, 1, 0)).toEqual({ kind: 'wait' });
    expect(step(3, 0, 0)).toEqual({ kind: 'done' });
  });
});
