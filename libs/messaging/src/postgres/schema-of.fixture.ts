import pg from 'pg';

/** Partitions of a day or a month: they are as the function was that made them, and gone after a while. */
const isDated = (name: string) => `${name} ~ '^(inbox|outbox)_\\d{4}_'`;

/** Each question gives one column of lines; what PostgreSQL derives from them (types of tables, TOAST) is left out. */
const QUESTIONS = {
  relations: `SELECT concat_ws(' ', c.relkind, c.relname, c.reloptions, pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid),
      CASE WHEN c.relispartition THEN (SELECT 'of ' || i.inhparent::regclass FROM pg_inherits i WHERE i.inhrelid = c.oid) END)
    FROM pg_class c WHERE c.relnamespace = 'messaging'::regnamespace AND NOT ${isDated('c.relname')}`,
  // In the order in which they stand, since SELECT * and INSERT without names take them so.
  columns: `SELECT concat_ws(' ', c.relname, row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum), a.attname,
      format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END, pg_get_expr(d.adbin, d.adrelid),
      a.attidentity, a.attgenerated, a.attstorage, a.attcompression)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
    WHERE c.relnamespace = 'messaging'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped AND NOT ${isDated('c.relname')}`,
  constraints: `SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(pg_constraint.oid))
    FROM pg_constraint LEFT JOIN pg_class c ON c.oid = conrelid WHERE connamespace = 'messaging'::regnamespace AND NOT ${isDated('c.relname')}`,
  indexes: `SELECT indexdef FROM pg_indexes WHERE schemaname = 'messaging' AND NOT ${isDated('tablename')}`,
  functions: `SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'messaging'::regnamespace AND prokind IN ('f', 'p')`,
  views: `SELECT concat_ws(' ', viewname, definition) FROM pg_views WHERE schemaname = 'messaging'`,
  partitions: `SELECT relname FROM pg_class c WHERE c.relnamespace = 'messaging'::regnamespace AND relispartition AND relkind = 'r'`,
  triggers: `SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'messaging'::regnamespace AND NOT t.tgisinternal`,
  types: `SELECT concat_ws(' ', t.typname, t.typtype, (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid))
    FROM pg_type t WHERE t.typnamespace = 'messaging'::regnamespace AND t.typtype IN ('e', 'd')`,
  sequences: `SELECT concat_ws(' ', sequencename, start_value, increment_by, cycle, cache_size) FROM pg_sequences WHERE schemaname = 'messaging'`,
} as const;

/**
 * All that the schema `messaging` of a database consists of, as sorted lines: two that are equal are of the same make.
 */
export async function schemaOf(connectionString: string): Promise<Record<keyof typeof QUESTIONS, string[]>> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const said: Record<string, string[]> = {};
    for (const [what, question] of Object.entries(QUESTIONS)) {
      const { rows } = await client.query<[string]>({ text: question, rowMode: 'array' });
      said[what] = rows.map(([line]) => line).sort();
    }
    return said as Record<keyof typeof QUESTIONS, string[]>;
  } finally {
    await client.end();
  }
}
