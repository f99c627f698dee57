import { describe, expect, it } from '@jest/globals';
import { Desk } from './desk.js';

describe('a desk', () => {
  it('serves what comes in meanwhile as the next batch', async () => {
    const batches: number[][] = [];
    const desk = new Desk<number, number>(async (numbers) => {
      batches.push([...numbers]);
      await new Promise((resolve) => setImmediate(resolve));
      return numbers.map((number) => number * 2);
    });
    expect(await Promise.all([1, 2, 3].map((number) => desk.submit(number)))).toEqual([2, 4, 6]);
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it('goes on after a batch that failed', async () => {
    const desk = new Desk<string, string>(([request]) =>
      request === 'bad' ? Promise.reject(new TypeError('no')) : Promise.resolve(['served']),
    );
    await expect(desk.submit('bad')).rejects.toThrow('no');
    await expect(desk.submit('good')).resolves.toBe('served');
  });
});
