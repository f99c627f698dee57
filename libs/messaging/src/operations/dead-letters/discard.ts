import type { Database } from '../../runtime/database.js';
import { auditEach, auditTrace } from '../../recovery/audit.js';

// The sequence comes first, as everywhere: what is behind a held head may be appended to meanwhile.
const LOCK = `SELECT FROM messaging.parked_sequence WHERE (topic, key) IN (SELECT topic, key FROM messaging.dead_letter WHERE id = ANY($1::uuid[])) ORDER BY topic, key FOR UPDATE`;
const DISCARD = `WITH letter AS (
    UPDATE messaging.dead_letter SET status = 'discarded' WHERE id = ANY($1::uuid[]) AND status = 'dead' RETURNING id
  ), noted AS (
    ${auditEach('letter', { about: 'dead-letter', subject: 'id', actor: '$2', act: `'discarded'`, reason: '$3::text', trace: '$4' })}
  ), held_head AS (
    DELETE FROM messaging.parked_message m USING letter l WHERE m.dead_letter_id = l.id RETURNING m.topic, m.key
  ), freed AS (
    UPDATE messaging.parked_sequence s SET state = 'retrying', tries = 0, due_at = now(), length = length - 1, full_since = NULL
    FROM held_head h WHERE s.topic = h.topic AND s.key = h.key
  )
  SELECT id FROM letter`;
const REMOVE_EMPTY =
  'DELETE FROM messaging.parked_sequence WHERE (topic, key) IN (SELECT topic, key FROM messaging.dead_letter WHERE id = ANY($1::uuid[])) AND length = 0';
const RESTORE = `WITH letter AS (
    UPDATE messaging.dead_letter SET status = 'dead' WHERE id = $1 AND status = 'discarded' RETURNING id
  )
  ${auditEach('letter', { about: 'dead-letter', subject: 'id', actor: '$2', act: `'restored'`, trace: '$3' })} RETURNING subject`;

export interface Discarding {
  readonly ids: readonly string[];
  readonly actor: string;
  readonly reason: string;
}

/**
 * Gives up dead letters, until they are restored; what one of them held back goes on. Resolves to those
 * that were dead, and so were discarded.
 */
export function discard(
  database: Pick<Database, 'transaction'>,
  { ids, actor, reason }: Discarding,
): Promise<string[]> {
  return database.transaction(async (tx) => {
    void tx.sql(LOCK, [ids]);
    const rows = tx.sql<{ id: string }>(DISCARD, [ids, actor, reason, auditTrace()]);
    void tx.sql(REMOVE_EMPTY, [ids]);
    return (await rows).map(({ id }) => id);
  });
}

/**
 * Takes a discard back, as long as the letter is kept; its sequence has gone on meanwhile. False: it is not discarded.
 */
export async function restore(
  database: Pick<Database, 'query'>,
  { id, actor }: { readonly id: string; readonly actor: string },
): Promise<boolean> {
  return (await database.query(RESTORE, [id, actor, auditTrace()])).length > 0;
}
