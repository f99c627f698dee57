/** A part of a list, and where the next one begins: after `next`, which is null at the end of the list. */
export interface Slice<Item, Position = string> {
  readonly items: readonly Item[];
  readonly next: Position | null;
}

/** Out of `limit + 1` rows: the one too many tells that there are more. */
export function sliceOf<Row, Item, Position>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
  position: (last: Row) => Position,
): Slice<Item, Position> {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items: rows.slice(0, limit).map(item), next: last === undefined ? null : position(last) };
}
