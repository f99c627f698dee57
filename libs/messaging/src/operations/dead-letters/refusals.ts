import type { Database } from '../../runtime/database.js';
import { currentTrace, traceIdOf } from '../../tracing/context.js';

/** What a person asked of a dead letter and did not get. */
export interface RefusedAct {
  readonly id: string;
  readonly actor: string;
  readonly act: 'redrive' | 'edit' | 'approve' | 'discard' | 'restore';
  readonly why: string;
  /** The edit that it was about. */
  readonly edit?: string;
}

const NOTE = `INSERT INTO messaging.dead_letter_event (dead_letter_id, actor, kind, detail, trace_id)
  SELECT id, $2, 'refused', $3::jsonb, $4 FROM messaging.dead_letter WHERE id = ANY($1::uuid[])`;

/** Puts it into the letter's history; of a letter that there is not, nothing is kept. */
export const noteRefusal = (database: Pick<Database, 'query'>, { id, ...act }: RefusedAct): Promise<void> =>
  noteRefusals(database, [id], act);

/** The same of many at once. */
export async function noteRefusals(
  database: Pick<Database, 'query'>,
  ids: readonly string[],
  { actor, ...detail }: Omit<RefusedAct, 'id'>,
): Promise<void> {
  await database.query(NOTE, [ids, actor, JSON.stringify(detail), traceIdOf(currentTrace()) ?? null]);
}
