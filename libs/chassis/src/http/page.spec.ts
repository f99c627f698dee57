import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { pageOf, pageQuery, positionOf } from './page.js';
import { Problem } from './problem.js';

const rows = [1, 2, 3, 4, 5].map((number) => ({ number }));
const position = z.int();

/** All numbers, page by page, as a client that follows the cursors sees them. */
function follow(limit: number): number[][] {
  const pages: number[][] = [];
  let cursor: string | null | undefined;
  do {
    const after = positionOf(cursor ?? undefined, position) ?? 0;
    const read = rows.filter(({ number }) => number > after).slice(0, limit + 1);
    const page = pageOf(
      read,
      limit,
      ({ number }) => number,
      ({ number }) => number,
    );
    pages.push([...page.items]);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return pages;
}

describe('a paged list', () => {
  it('gives every row once, also where the last page is full', () => {
    expect(follow(2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(follow(5)).toEqual([[1, 2, 3, 4, 5]]);
  });

  it.each(['nonsense', '%00', Buffer.from('"x"').toString('base64url')])('refuses the cursor %s', (cursor) => {
    expect(() => positionOf(cursor, position)).toThrow(Problem);
  });

  it.each([
    ['a NUL', 'a\0'],
    ['half a surrogate pair', '\ud83d'],
  ])('refuses a cursor that holds %s', (_what, text) => {
    const cursor = Buffer.from(JSON.stringify(text)).toString('base64url');
    expect(() => positionOf(cursor, z.string())).toThrow(Problem);
  });

  it('goes on behind a key of 1,000 characters in any script', () => {
    const keys = ['語'.repeat(1_000), 'z'];
    const { nextCursor } = pageOf(
      keys,
      1,
      (key) => key,
      (key) => key,
    );
    const { cursor } = pageQuery({}).parse({ cursor: nextCursor });
    expect(positionOf(cursor, z.string())).toBe(keys[0]);
  });

  it('takes 1 to 100 items a page, 20 by default, and no unknown value', () => {
    const query = pageQuery({ status: z.enum(['open']).optional() });
    expect(query.parse({})).toEqual({ limit: 20 });
    expect(query.parse({ limit: '100', status: 'open' })).toEqual({ limit: 100, status: 'open' });
    for (const wrong of [
      { limit: '0' },
      { limit: '101' },
      { limit: '1.5' },
      { limit: 'x' },
      { status: 'shut' },
      { colour: 'red' },
    ])
      expect(query.safeParse(wrong).success).toBe(false);
  });
});
