/** What a person should know of: one a cause, not one a message. */
export interface Subject {
  /** Stable as long as it lasts. */
  readonly subject: string;
  readonly kind: 'dead-letters' | 'stuck-sequences' | 'sagas-need-operator';
  /** What happened, in one sentence. */
  readonly text: string;
  readonly count: number;
  readonly since: Date;
  /** Where it can be looked at, below the service's address. */
  readonly look: string;
}

/**
 * All that is open now. Dead letters by cause, unless it is snoozed; sequences by topic and by what holds them up; sagas by
 * definition and the step at which they are stuck.
 */
export const OPEN = `
  SELECT 'dead-letters/' || d.fingerprint AS subject, 'dead-letters' AS kind, count(*)::int AS count, min(d.first_failed_at) AS since,
    max(d.type) || ' fails with ' || max(d.error_class) || ': ' || (array_agg(left(d.error_message, 300) ORDER BY d.number DESC))[1] AS text,
    '/ops/dead-letter-groups/' || d.fingerprint AS look
  FROM messaging.dead_letter d LEFT JOIN messaging.dead_letter_group g USING (fingerprint)
  WHERE d.status = 'dead' AND coalesce(g.snoozed_until, '-infinity') <= now() GROUP BY d.fingerprint
UNION ALL
  SELECT 'stuck-sequences/' || topic || '/' || reason, 'stuck-sequences', count(*)::int, min(coalesce(full_since, last_failed_at, now())),
    topic || CASE reason WHEN 'full' THEN ': keys are at their length limit, so their partitions wait' ELSE ': keys wait behind a dead message until it is redriven or discarded' END,
    '/ops/parked?state=' || reason
  FROM (SELECT *, CASE WHEN full_since IS NOT NULL THEN 'full' ELSE 'held' END AS reason FROM messaging.parked_sequence WHERE full_since IS NOT NULL OR state = 'held') s GROUP BY topic, reason
UNION ALL
  SELECT 'sagas-need-operator/' || saga, 'sagas-need-operator', count(*)::int, min(updated_at), saga || ': instances cannot go on without a person', '/ops/sagas?status=needs-operator'
  FROM messaging.saga_instance WHERE status = 'needs-operator' GROUP BY saga`;
