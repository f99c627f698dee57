import type { Database } from '../../runtime/database.js';
import { currentTrace, traceIdOf } from '../../tracing/context.js';

const VIEWED = `INSERT INTO messaging.dead_letter_event (dead_letter_id, actor, kind, trace_id)
  SELECT id, $2, 'viewed', $3 FROM messaging.dead_letter WHERE id = $1 AND NOT EXISTS (
    SELECT FROM (SELECT actor, kind FROM messaging.dead_letter_event WHERE dead_letter_id = $1 ORDER BY number DESC LIMIT 1) last
    WHERE last.kind = 'viewed' AND last.actor = $2)`;

/** Notes who has looked at a dead letter; once, until something else happens to it. */
export async function noteView(
  database: Pick<Database, 'query'>,
  { id, actor }: { readonly id: string; readonly actor: string },
): Promise<void> {
  await database.query(VIEWED, [id, actor, traceIdOf(currentTrace()) ?? null]);
}
