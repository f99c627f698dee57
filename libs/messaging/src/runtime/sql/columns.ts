/** Rows as one array a column, for a statement over `unnest`; at least one row. */
export const columns = (rows: readonly (readonly unknown[])[]): unknown[][] =>
  rows[0]!.map((_, column) => rows.map((row) => row[column]));
