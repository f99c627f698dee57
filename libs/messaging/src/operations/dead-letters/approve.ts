import type { Database } from '../../runtime/database.js';
import { auditEach, auditTrace } from '../../recovery/audit.js';
import type { LetterEdit } from '../schemas/dead-letters.js';

const LIST = `SELECT id, at, actor, reason, diff, header_diff AS "headerDiff", needs_approval AS "needsApproval", approved_by AS "approvedBy", approved_at AS "approvedAt"
  FROM messaging.dead_letter_edit WHERE dead_letter_id = $1 ORDER BY number`;
const APPROVE = `WITH approved AS (
    UPDATE messaging.dead_letter_edit SET approved_by = $3, approved_at = now() WHERE id = $2 AND dead_letter_id = $1 AND needs_approval AND approved_by IS NULL AND actor <> $3 RETURNING id
  )
  ${auditEach('approved', { about: 'dead-letter', subject: '$1', actor: '$3', act: `'approved'`, detail: `jsonb_build_object('edit', id)`, trace: '$4' })} RETURNING subject`;

/** Of one dead letter, oldest first. */
export const listEdits = (database: Pick<Database, 'query'>, letter: string): Promise<LetterEdit[]> =>
  database.query<LetterEdit>(LIST, [letter]);

/**
 * A second person agrees. False: there is no such edit, it needs nobody, it is approved already, or it is one's own.
 */
export async function approve(
  database: Pick<Database, 'query'>,
  letter: string,
  edit: string,
  actor: string,
): Promise<boolean> {
  return (await database.query(APPROVE, [letter, edit, actor, auditTrace()])).length > 0;
}
