import type { Database } from '../../runtime/database.js';
import type { Logger } from '../../runtime/logger.js';
import type { AuditSubject } from '../../recovery/audit.js';
import { discard } from './discard.js';

/** Below half of what the inbox remembers: a letter is discarded after one such time and dropped after another. */
export const DEFAULT_KEEP_DAYS = 30;
/** Letters of one statement. */
const BATCH = 500;

const UNTOUCHED = `d.last_failed_at < now() - make_interval(days => $1)
  AND NOT EXISTS (SELECT FROM messaging.audit a WHERE a.about = 'dead-letter' AND a.subject = d.id::text AND a.at >= now() - make_interval(days => $1))`;
const FORGOTTEN = `SELECT id FROM messaging.dead_letter d WHERE status = 'dead' AND ${UNTOUCHED} LIMIT ${BATCH}`;
/** What was done with something goes with it. */
const withAudit = (about: AuditSubject, dropped: string): string =>
  `WITH dropped AS (${dropped} RETURNING id), told AS (DELETE FROM messaging.audit a USING dropped WHERE a.about = '${about}' AND a.subject = dropped.id::text)
  SELECT 1 FROM dropped`;
const DROP = withAudit(
  'dead-letter',
  `DELETE FROM messaging.dead_letter WHERE id IN (
    SELECT id FROM messaging.dead_letter d WHERE status IN ('resolved', 'discarded') AND ${UNTOUCHED} LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`,
);
/** One has up to as many rows as it redrove letters. */
const DROP_OPERATIONS = withAudit(
  'redrive',
  `DELETE FROM messaging.redrive_operation WHERE id IN (
    SELECT id FROM messaging.redrive_operation WHERE state IN ('done', 'cancelled') AND created_at < now() - make_interval(days => $1) LIMIT 1 FOR UPDATE SKIP LOCKED)`,
);
/** Of causes that no letter has any more. */
const DROP_CAUSES = `DELETE FROM messaging.audit WHERE ctid IN (
    SELECT ctid FROM messaging.audit a WHERE about = 'cause' AND at < now() - make_interval(days => $1)
      AND NOT EXISTS (SELECT FROM messaging.dead_letter d WHERE d.fingerprint = a.subject) LIMIT ${BATCH} FOR UPDATE SKIP LOCKED) RETURNING 1`;
const DROPS = [
  [DROP, BATCH],
  [DROP_OPERATIONS, 1],
  [DROP_CAUSES, BATCH],
] as const;

/**
 * Drops one batch of what has been settled and untouched for so many days, and of what belongs to
 * it. `more`: there may be others.
 */
export async function dropSettled(
  database: { query(text: string, values: readonly unknown[]): Promise<readonly object[]> },
  keepDays: number,
): Promise<'more' | 'done'> {
  let more = false;
  for (const [text, full] of DROPS) more = (await database.query(text, [keepDays])).length === full || more;
  return more ? 'more' : 'done';
}

/**
 * A letter that nobody has settled is discarded, and says so in its history and in the log: it is
 * dropped only after as many days again.
 */
export async function discardForgotten(
  database: Pick<Database, 'query' | 'transaction'>,
  keepDays: number,
  log: Logger,
): Promise<'more' | 'done'> {
  const ids = (await database.query<{ id: string }>(FORGOTTEN, [keepDays])).map(({ id }) => id);
  if (ids.length === 0) return 'done';
  const discarded = await discard(database, { ids, actor: 'system', reason: `nobody touched it for ${keepDays} days` });
  log.warn(
    { count: discarded.length, keepDays },
    'dead letters that nobody touched are discarded; they can be restored until they are dropped',
  );
  return ids.length === BATCH ? 'more' : 'done';
}
