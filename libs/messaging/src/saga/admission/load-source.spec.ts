import { expect, it } from '@jest/globals';
import { SumOverProcesses } from './load-source.js';

const row = (process: string, completed: number) => ({ process, saga: 'trip', completed });

it('the sum over all processes grows only: one that ends takes nothing away, a new one counts from when it was first seen', () => {
  const sum = new SumOverProcesses();
  const sums = [
    [row('one', 10), row('other', 500)],
    [row('one', 12), row('other', 505)],
    [row('one', 13)],
    [row('one', 13), row('other', 900), row('third', 7)],
    [row('one', 14), row('third', 9)],
  ].map((rows) => (sum.add(rows), sum.of('trip')));
  expect(sums).toEqual([0, 7, 8, 8, 11]);
});
