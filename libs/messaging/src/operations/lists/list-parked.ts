import type { Database } from '../../runtime/database.js';
import { sliceOf, type Slice } from './slice.js';
import type { ParkedSequence } from '../schemas/parked.js';

export type ParkedPosition = readonly [topic: string, key: string];

export interface ParkedQuery {
  readonly state?: ParkedSequence['state'] | undefined;
  readonly key?: string | undefined;
  readonly limit: number;
  /** Of the last one that was read. */
  readonly after?: ParkedPosition | undefined;
}

const LIST = `SELECT * FROM (
    SELECT s.topic, s.key, CASE WHEN s.full_since IS NOT NULL THEN 'full' ELSE s.state END AS state, s.waits_for AS "waitsFor", s.length, s.tries, s.due_at AS "nextTryAt",
      s.full_since AS "fullSince", s.first_failed_at AS "firstFailedAt", s.last_error AS "lastError", head.head
    FROM messaging.parked_sequence s LEFT JOIN LATERAL (
      SELECT jsonb_build_object('messageId', m.message_id, 'type', m.type, 'deadLetterId', m.dead_letter_id) AS head
      FROM messaging.parked_message m WHERE (m.topic, m.key) = (s.topic, s.key) ORDER BY passes DESC, position LIMIT 1
    ) head ON true
  ) p WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR key = $2) AND ($3::text IS NULL OR (topic, key) > ($3, $4)) ORDER BY topic, key LIMIT $5`;

/** By topic and key. */
export async function listParked(
  database: Pick<Database, 'query'>,
  { state, key, limit, after: [topic, behind] = [] as never }: ParkedQuery,
): Promise<Slice<ParkedSequence, ParkedPosition>> {
  const values = [state ?? null, key ?? null, topic ?? null, behind ?? null, limit + 1];
  return sliceOf(
    await database.query<ParkedSequence>(LIST, values),
    limit,
    (sequence) => sequence,
    (last) => [last.topic, last.key],
  );
}
