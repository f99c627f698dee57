import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { turnsOf } from './turns.js';

const wished = process.env['FAULT_SERVICE'];
beforeEach(() => void jest.useFakeTimers({ now: 0 }));
afterEach(() => {
  jest.useRealTimers();
  if (wished === undefined) delete process.env['FAULT_SERVICE'];
  else process.env['FAULT_SERVICE'] = wished;
});
const turns = (wish: string) => {
  process.env['FAULT_SERVICE'] = wish;
  return turnsOf('a point', ['orders', 'payments']);
};

it('gives each service its day', () => {
  const days = [0, 1, 2].map((day) => {
    jest.setSystemTime(day * 86_400_000);
    return turns('');
  });
  expect(days).toEqual([['payments'], ['orders'], ['payments']]);
});

it('takes all, or the one that is named where the point is on its way', () => {
  expect([turns('all'), turns('payments'), turns('notifier')]).toEqual([
    ['orders', 'payments'],
    ['payments'],
    ['payments'],
  ]);
  expect(() => turns('postgres')).toThrow('FAULT_SERVICE is postgres');
});
