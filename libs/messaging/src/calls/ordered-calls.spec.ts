import { describe, expect, it } from '@jest/globals';
import { OrderedCalls } from './ordered-calls.js';
import { openCall } from './calls.fixture.js';

describe('the lines of open calls', () => {
  it('let one call of a key through at a time, in the order in which they were written', () => {
    const lines = new OrderedCalls();
    const [first, second] = [openCall('1'), openCall('2')];
    lines.offer(first, []);
    lines.offer(second, ['1']);
    expect([lines.isFirst(first), lines.isFirst(second)]).toEqual([true, false]);
    expect(lines.settle(first)).toBe(second);
    expect(lines.settle(second)).toBeUndefined();
  });

  it('let calls of other keys, and of the same key to another party, pass', () => {
    const lines = new OrderedCalls();
    const calls = [openCall('1'), openCall('2', { orderingKey: 'o-2' }), openCall('3', { party: 'mail' })];
    for (const call of calls) lines.offer(call, []);
    expect(calls.map((call) => lines.isFirst(call))).toEqual([true, true, true]);
  });

  it('leave a pending call in the table while one before it is not known here', () => {
    const lines = new OrderedCalls();
    expect(lines.offer(openCall('2'), ['1'])).toBe(false);
    expect(lines.known).toEqual([]);
  });

  it('take a pending call whose predecessor was settled between its statement and its commit', () => {
    const lines = new OrderedCalls();
    const first = openCall('1');
    lines.offer(first, []);
    lines.settle(first);
    expect(lines.offer(openCall('2'), ['1'])).toBe(true);
  });

  it('take a call once, whether it is handed over, read, or both', () => {
    const lines = new OrderedCalls();
    const call = openCall('1');
    lines.offer(call, []);
    expect(lines.append([openCall('1'), openCall('2')]).map(({ seq }) => seq)).toEqual(['2']);
    lines.settle(call);
    expect(lines.append([openCall('1')])).toEqual([]);
  });

  it('forget everything when it belongs to somebody else', () => {
    const lines = new OrderedCalls();
    const call = openCall('1');
    lines.offer(call, []);
    lines.clear();
    expect(lines.isFirst(call)).toBe(false);
    expect(lines.settle(call)).toBeUndefined();
  });
});
