import { z } from 'zod';
import type { Database } from '../../runtime/database.js';
import { historyOf } from '../../recovery/audit.js';
import { undoneAt } from '../../recovery/undos/pg-undos.js';
import type { DeadLetterDetail, DeadLetterSummary, ShownValue } from '../schemas/dead-letters.js';
import { sliceOf, type Slice } from '../lists/slice.js';
import { FITS, searchFields, searchValues } from './search.js';

/** What `GET /ops/dead-letters` takes. Unknown parameters are refused. */
export const DeadLetterQuery = z.strictObject({
  ...searchFields,
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type DeadLetterQuery = z.output<typeof DeadLetterQuery>;

const SUMMARY = `id, number, status, message_id AS "messageId", type, key, fingerprint, attempts, redrives, saga_id AS "sagaId", trace_id AS "traceId",
  first_failed_at AS "firstFailedAt", last_failed_at AS "lastFailedAt", jsonb_build_object('class', error_class, 'message', error_message) AS error,
  jsonb_build_object('topic', topic, 'partition', record_partition, 'offset', record_offset::text) AS source,
  ${undoneAt('d')} AS "undoneAt"`;
const LIST = `SELECT ${SUMMARY} FROM messaging.dead_letter d WHERE ${FITS} AND ($9::bigint IS NULL OR number < $9) ORDER BY number DESC LIMIT $10`;
const ONE = `SELECT ${SUMMARY}, error_stack, record_time, record_headers, record_value FROM messaging.dead_letter d WHERE id = $1`;

type Numbered = DeadLetterSummary & { readonly number: string };
type Whole = Numbered & {
  readonly error_stack: string;
  readonly record_time: Date;
  readonly record_headers: Record<string, string>;
  readonly record_value: Buffer | null;
};

/** Newest first. `after`: `next` of the slice before. */
export async function listDeadLetters(
  database: Pick<Database, 'query'>,
  { after, ...query }: DeadLetterQuery & { readonly after?: string | undefined },
): Promise<Slice<DeadLetterSummary>> {
  const rows = await database.query<Numbered>(LIST, [...searchValues(query), after ?? null, query.limit + 1]);
  return sliceOf(rows, query.limit, withoutNumber, ({ number }) => number);
}

/** One dead letter whole, with its history; `undefined` when there is none. `id` must be a UUID. */
export async function deadLetter(database: Pick<Database, 'query'>, id: string): Promise<DeadLetterDetail | undefined> {
  const [[row], history] = await Promise.all([
    database.query<Whole>(ONE, [id]),
    historyOf(database, 'dead-letter', id),
  ]);
  if (row === undefined) return undefined;
  const { error_stack, record_time, record_headers, record_value, ...summary } = row;
  return {
    ...withoutNumber(summary),
    error: { ...row.error, stack: error_stack },
    record: { time: record_time, headers: record_headers, value: shownValue(record_value) },
    history,
  };
}

const withoutNumber = ({ number: _, ...summary }: Numbered): DeadLetterSummary => summary;

export function shownValue(value: Buffer | null): ShownValue {
  if (value === null) return null;
  const text = value.toString('utf8');
  return Buffer.from(text).equals(value) ? { text } : { base64: value.toString('base64') };
}
