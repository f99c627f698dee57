import { z } from 'zod';
import type { Database } from '../../runtime/database.js';
import { topFrames } from '../../recovery/dead-letters/fingerprint.js';
import { deadLetterStatuses, type DeadLetterGroup, type DeadLetterStatus } from '../schemas/dead-letters.js';
import { sliceOf, type Slice } from '../lists/slice.js';
import { FITS, searchFields, searchValues } from './search.js';

/** What `GET /ops/dead-letter-groups` takes. */
export const GroupQuery = z.strictObject({
  ...searchFields,
  owner: z.string().min(1).max(200).optional(),
  snoozed: z.enum(['yes', 'no']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type GroupQuery = z.output<typeof GroupQuery>;

const count = (status: DeadLetterStatus): string => `'${status}', count(*) FILTER (WHERE status = '${status}')`;
/** Counts are of whole groups; the search says which groups. */
const LIST = `WITH fitting AS (SELECT DISTINCT d.fingerprint FROM messaging.dead_letter d WHERE ${FITS}),
  page AS (
    SELECT fingerprint, max(number) AS number, min(first_failed_at) AS first, max(last_failed_at) AS last, min(first_failed_at) FILTER (WHERE status = 'dead') AS oldest,
      jsonb_build_object(${deadLetterStatuses.map(count).join(', ')}) AS counts
    FROM messaging.dead_letter LEFT JOIN messaging.dead_letter_group g USING (fingerprint)
    WHERE fingerprint IN (SELECT fingerprint FROM fitting) AND ($9::text IS NULL OR g.owner = $9)
      AND ($10::text IS NULL OR (coalesce(g.snoozed_until, '-infinity') > now()) = ($10 = 'yes'))
    GROUP BY fingerprint HAVING $11::bigint IS NULL OR max(number) < $11 ORDER BY max(number) DESC LIMIT $12
  )
  SELECT page.fingerprint AS "group", page.number, page.first AS "firstSeenAt", page.last AS "lastSeenAt", page.oldest AS "oldestAt", page.counts, latest.*,
    g.owner, g.note, g.snoozed_until AS "snoozedUntil", to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "asOf"
  FROM page LEFT JOIN messaging.dead_letter_group g USING (fingerprint) CROSS JOIN LATERAL (
    SELECT type, error_class, error_message, error_stack FROM messaging.dead_letter d WHERE d.fingerprint = page.fingerprint ORDER BY d.number DESC LIMIT 1
  ) latest ORDER BY page.number DESC`;

type Row = Omit<DeadLetterGroup, 'error'> & {
  readonly number: string;
  readonly error_class: string;
  readonly error_message: string;
  readonly error_stack: string;
};

/** The group with the newest letter first. `after`: `next` of the slice before. */
export async function listGroups(
  database: Pick<Database, 'query'>,
  { after, ...query }: GroupQuery & { readonly after?: string | undefined },
): Promise<Slice<DeadLetterGroup>> {
  const rows = await database.query<Row>(LIST, [
    ...searchValues(query),
    query.owner ?? null,
    query.snoozed ?? null,
    after ?? null,
    query.limit + 1,
  ]);
  return sliceOf(rows, query.limit, groupOf, ({ number }) => number);
}

/** One cause; `undefined` when no letter has it. */
export async function group(
  database: Pick<Database, 'query'>,
  fingerprint: string,
): Promise<DeadLetterGroup | undefined> {
  return (await listGroups(database, { group: fingerprint, limit: 1 })).items[0];
}

const groupOf = ({ number: _, error_class, error_message, error_stack, ...row }: Row): DeadLetterGroup => ({
  ...row,
  error: { class: error_class, message: error_message, frames: topFrames(error_stack) },
});
