import type { Database } from '../../runtime/database.js';
import { auditEach, auditTrace } from '../../recovery/audit.js';

const UNSEEN = `messaging.dead_letter WHERE id = $1 AND NOT EXISTS (
    SELECT FROM (SELECT actor, act FROM messaging.audit WHERE about = 'dead-letter' AND subject = ($1::uuid)::text ORDER BY number DESC LIMIT 1) last
    WHERE last.act = 'viewed' AND last.actor = $2::text)`;
const VIEWED = auditEach(UNSEEN, {
  about: 'dead-letter',
  subject: 'id',
  actor: '$2::text',
  act: `'viewed'`,
  trace: '$3',
});

/** Notes who has looked at a dead letter; once, until something else happens to it. */
export async function noteView(
  database: Pick<Database, 'query'>,
  { id, actor }: { readonly id: string; readonly actor: string },
): Promise<void> {
  await database.query(VIEWED, [id, actor, auditTrace()]);
}
