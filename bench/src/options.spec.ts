import { describe, expect, it } from '@jest/globals';
import { readOptions } from './options.js';
import { nameOf, planOf } from './plan.js';

describe('the options', () => {
  it('measure everything by default', () => {
    const options = readOptions([]);
    expect(options).toMatchObject({ runs: 3, seconds: 8, inFlight: [16, 64, 256], check: false });
    const plan = planOf(options);
    expect(nameOf(plan.main)).toBe('instant outside, tracing 5 %');
    expect(plan.others.map(nameOf)).toHaveLength(5);
    expect(plan.others.map(nameOf)).not.toContain(nameOf(plan.main));
    expect(plan.levels).toEqual([1, 16, 64, 256]);
  });

  it('narrow it down', () => {
    const plan = planOf(readOptions(['--quick', '--only', 'load', '--in-flight', '64']));
    expect(plan).toMatchObject({ others: [], levels: [64], withServices: true });
    expect(planOf(readOptions(['--only', 'idle', '--outside', 'http'])).others.map(nameOf)).toEqual([
      'sandbox over HTTP, tracing off',
      'sandbox over HTTP, tracing full',
    ]);
    expect(planOf(readOptions(['--only', 'floor'])).withServices).toBe(false);
    expect(planOf(readOptions(['--tracing', 'off', '--outside', 'instant'])).others).toEqual([]);
  });

  it('that mean nothing are refused with what is understood', () => {
    expect(() => readOptions(['--tracing', 'half'])).toThrow('setting --tracing is "half": expected off, 5, full');
    expect(() => readOptions(['--in-flight', '16,many'])).toThrow('--in-flight');
    expect(() => readOptions(['--seconds', '0'])).toThrow('a whole number from 1 to 60');
    expect(() => readOptions(['--fast'])).toThrow('--fast');
  });
});
