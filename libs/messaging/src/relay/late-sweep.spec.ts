import { describe, expect, it } from '@jest/globals';
import { LateSweep } from './late-sweep.js';

const MINUTE = 60_000;

/** All pages until the sweep says that it has ended, each taking so long. */
function pagesOf(sweep: LateSweep, floor: string, took: number, now = 1) {
  const pages = [];
  for (let page = sweep.next(floor, now); page !== undefined; page = sweep.next(floor, now)) {
    pages.push(page);
    sweep.done(page.upTo, took);
  }
  return pages;
}

describe('the sweep below the floor', () => {
  it('leaves no id out, however long its pages are', () => {
    const pages = pagesOf(new LateSweep(), '3000000', 1);
    expect(pages.map(({ after }) => after)).toEqual(['0', ...pages.slice(0, -1).map(({ upTo }) => upTo)]);
    expect(pages.at(-1)!.upTo).toBe('3000000');
  });

  it('takes longer pages while they are quick, and short ones while they are not', () => {
    expect(pagesOf(new LateSweep(), '3000000', 1).length).toBeLessThan(20);
    expect(pagesOf(new LateSweep(), '3000000', 100)).toHaveLength(150);
  });

  it('goes on from where a page that was full has ended', () => {
    const sweep = new LateSweep();
    sweep.next('100', 1);
    sweep.done('60', 1);
    expect(sweep.next('100', 1)).toEqual({ after: '60', upTo: '100' });
  });

  it('rests for a minute between two, and begins anew then', () => {
    const sweep = new LateSweep();
    expect(pagesOf(sweep, '10', 1)).toHaveLength(1);
    expect(sweep.next('10', MINUTE - 1)).toBeUndefined();
    expect(sweep.next('10', MINUTE + 2)).toEqual({ after: '0', upTo: '10' });
  });
});
