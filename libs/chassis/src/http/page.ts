import { z } from 'zod';
import { Problem } from './problem.js';
import { isStorable } from './storable-text.js';

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Give it as `cursor` to get the next page; `null` on the last one. */
  readonly nextCursor: string | null;
}

/** Longest cursor in characters: a key of 1,000, whatever its letters, and more. */
const LONGEST = 8_000;
const NOT_OURS = 'Give the nextCursor of an earlier answer, unchanged';

/** `?cursor=` of a list: whatever `pageOf` or `pageFrom` gave. */
export const cursorField = z.string().max(LONGEST, NOT_OURS).optional().describe('nextCursor of the page before');

/**
 * `?limit=&cursor=` of a list, with its filters: `pageQuery({ status: z.enum([...]).optional()
 * })`. Unknown values are errors.
 */
export const pageQuery = <Filters extends z.ZodRawShape>(filters: Filters) =>
  z.strictObject({
    limit: z.coerce.number().int().min(1).max(100).default(20).describe('Items in a page'),
    cursor: cursorField,
    ...filters,
  });

/**
 * The position a cursor stands for, held against the schema of what was put into it. One that this list
 * did not give is a 400 that says so.
 */
export function positionOf<Position>(cursor: string | undefined, schema: z.ZodType<Position>): Position | undefined {
  if (cursor === undefined) return undefined;
  const position = schema.safeParse(jsonOf(cursor));
  if (position.success && isStorable(position.data)) return position.data;
  throw new Problem({
    status: 400,
    code: 'invalid-request',
    detail: `The request is not valid: cursor: ${NOT_OURS}`,
    errors: [{ path: 'cursor', message: NOT_OURS }],
  });
}

/** A page out of `limit + 1` rows: the one too many says that there is a next page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
  position: (last: Row) => unknown,
): Page<Item> {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return pageFrom({ items: rows.slice(0, limit).map(item), next: last === undefined ? null : position(last) });
}

/** A page of what tells itself where its next one begins: at `next`, or nowhere. */
export const pageFrom = <Item>({
  items,
  next,
}: {
  readonly items: readonly Item[];
  readonly next: unknown;
}): Page<Item> => ({
  items,
  nextCursor: next === null ? null : Buffer.from(JSON.stringify(next)).toString('base64url'),
});

function jsonOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
