import type { Database } from '../../runtime/database.js';
import { currentTrace, traceIdOf } from '../../tracing/context.js';
import type { Change } from './diff.js';

export interface Edit {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly reason: string;
  readonly diff: readonly Change[];
  readonly headerDiff: readonly Change[];
  readonly needsApproval: boolean;
  readonly approvedBy: string | null;
  readonly approvedAt: Date | null;
}

const LIST = `SELECT id, at, actor, reason, diff, header_diff AS "headerDiff", needs_approval AS "needsApproval", approved_by AS "approvedBy", approved_at AS "approvedAt"
  FROM messaging.dead_letter_edit WHERE dead_letter_id = $1 ORDER BY number`;
const APPROVE = `WITH approved AS (
    UPDATE messaging.dead_letter_edit SET approved_by = $3, approved_at = now() WHERE id = $2 AND dead_letter_id = $1 AND needs_approval AND approved_by IS NULL AND actor <> $3 RETURNING id
  )
  INSERT INTO messaging.dead_letter_event (dead_letter_id, actor, kind, detail, trace_id) SELECT $1, $3, 'approved', jsonb_build_object('edit', id), $4 FROM approved RETURNING dead_letter_id`;

/** Of one dead letter, oldest first. */
export const listEdits = (database: Pick<Database, 'query'>, letter: string): Promise<Edit[]> =>
  database.query<Edit>(LIST, [letter]);

/** A second person agrees. False: there is no such edit, it needs nobody, it is approved already, or it is one's own. */
export async function approve(
  database: Pick<Database, 'query'>,
  letter: string,
  edit: string,
  actor: string,
): Promise<boolean> {
  return (await database.query(APPROVE, [letter, edit, actor, traceIdOf(currentTrace()) ?? null])).length > 0;
}
