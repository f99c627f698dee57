import { z } from 'zod';
import { Problem } from './problem.js';
import { isStorable } from './storable-text.js';

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Give it as `cursor` to get the next page; `null` on the last one. */
  readonly nextCursor: string | null;
}

/** `?limit=&cursor=` of a list, with its filters: `pageQuery({ status: z.enum([...]).optional() })`. Unknown values are errors. */
export const pageQuery = <Filters extends z.ZodRawShape>(filters: Filters) =>
  z.strictObject({
    limit: z.coerce.number().int().min(1).max(100).default(20).describe('Items in a page'),
    cursor: z.string().max(500).optional().describe('nextCursor of the page before'),
    ...filters,
  });

/** The position a cursor stands for, held against the schema of what `pageOf` put into it. */
export function positionOf<Position>(cursor: string | undefined, schema: z.ZodType<Position>): Position | undefined {
  if (cursor === undefined) return undefined;
  const position = schema.safeParse(jsonOf(cursor));
  if (position.success && isStorable(position.data)) return position.data;
  throw new Problem({
    status: 400,
    code: 'invalid-request',
    detail: 'The cursor is not one of ours.',
    errors: [{ path: 'cursor', message: 'Give the nextCursor of an earlier answer, unchanged' }],
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
  const nextCursor = last === undefined ? null : Buffer.from(JSON.stringify(position(last))).toString('base64url');
  return { items: rows.slice(0, limit).map(item), nextCursor };
}

function jsonOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
