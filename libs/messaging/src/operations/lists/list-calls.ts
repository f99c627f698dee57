import type { Database } from '../../runtime/database.js';
import { sliceOf, type Slice } from './slice.js';
import type { CallItem } from '../schemas/calls.js';

export interface CallQuery {
  /** @default all */
  readonly state?: CallItem['state'];
  /** @default all */
  readonly party?: string;
  /** @default 20 */
  readonly limit?: number;
  /** `next` of the slice before. @default the latest */
  readonly after?: string | undefined;
}

const LIST = `SELECT seq, id, party, operation, key, state, created_at AS "createdAt", deadline, tries, answer_tries AS "answerTries",
    last_error AS "lastError", due_at AS "dueAt", settled_at AS "settledAt", answer::jsonb->'value' AS answer
  FROM messaging.call WHERE seq < coalesce($1::bigint, 9223372036854775807) AND ($2::text IS NULL OR state = $2) AND ($4::text IS NULL OR party = $4) ORDER BY seq DESC LIMIT $3`;

/** Calls to the outside, the latest first. */
export async function listCalls(
  database: Pick<Database, 'query'>,
  { state, party, limit = 20, after }: CallQuery,
): Promise<Slice<CallItem>> {
  const rows = await database.query<CallItem & { readonly seq: string }>(LIST, [
    after ?? null,
    state ?? null,
    limit + 1,
    party ?? null,
  ]);
  return sliceOf(
    rows,
    limit,
    ({ seq: _seq, ...item }) => item,
    ({ seq }) => seq,
  );
}
