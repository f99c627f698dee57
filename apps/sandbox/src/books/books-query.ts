import { pageOf, pageQuery, positionOf, type Page } from '@sagaworks/chassis';
import { z } from 'zod';

/** `?orderId=&limit=&cursor=` of every list of the books. */
export const booksQuery = pageQuery({ orderId: z.string().min(1).max(200).optional() });
export type BooksQuery = z.output<typeof booksQuery>;

const position = z.string().regex(/^\d{1,18}$/);

/** One page of rows numbered in the order in which they were first written. */
export async function bookPage<Row extends { readonly number: string }, Item>(
  query: BooksQuery,
  read: (after: string, limit: number, orderId: string | undefined) => Promise<readonly Row[]>,
  item: (row: Row) => Item,
): Promise<Page<Item>> {
  const after = positionOf(query.cursor, position) ?? '0';
  return pageOf(await read(after, query.limit + 1, query.orderId), query.limit, item, ({ number }) => number);
}
