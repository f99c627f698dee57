import { APART, COUNTED } from './condition.js';

// Each walks along an index and stops: at the oldest, after `COUNTED`, or after `APART` of those that are told apart.
// None of them grows with what has been, and none with a backlog.

const OPEN_CALL = "state IN ('open', 'answer-failed')";

/** One probe a party, not one a call. */
const PARTIES = `WITH RECURSIVE party AS (
    (SELECT party FROM messaging.call WHERE ${OPEN_CALL} ORDER BY party LIMIT 1)
    UNION ALL SELECT (SELECT c.party FROM messaging.call c WHERE c.${OPEN_CALL} AND c.party > p.party ORDER BY c.party LIMIT 1) FROM party p WHERE p.party IS NOT NULL
  )`;

const callsOf = (which: string, apart: string): string => `${PARTIES}
  SELECT ${apart} AS of, count(*)::int AS count, min(created_at) AS since, (array_agg(last_error ORDER BY seq))[1] AS why
  FROM party p CROSS JOIN LATERAL (
    SELECT c.seq, c.party, c.operation, c.state, c.tries, c.created_at, c.last_error FROM messaging.call c WHERE c.${OPEN_CALL} AND c.party = p.party ORDER BY c.seq LIMIT ${COUNTED}
  ) c WHERE ${which} GROUP BY 1 LIMIT ${APART}`;

export const CALLS_OPEN = callsOf("state = 'open'", 'c.party');
/** A handful of failures is the weather. */
export const CALLS_FAILING = callsOf("state = 'open' AND tries >= 5", "c.party || ' ' || c.operation");
export const ANSWERS_FAILING = callsOf("state = 'answer-failed'", 'c.party');

/** For people: how each party does. */
export const PARTY_COUNTS = `${PARTIES}
  SELECT p.party, count(*) FILTER (WHERE state = 'open')::int AS open, count(*) FILTER (WHERE state = 'open' AND tries > 0)::int AS failing,
    count(*) FILTER (WHERE state = 'answer-failed')::int AS "answersFailing", min(created_at) FILTER (WHERE state = 'open') AS "oldestOpenAt",
    (array_agg(last_error ORDER BY seq) FILTER (WHERE state = 'open'))[1] AS "lastError"
  FROM party p CROSS JOIN LATERAL (
    SELECT c.seq, c.state, c.tries, c.created_at, c.last_error FROM messaging.call c WHERE c.${OPEN_CALL} AND c.party = p.party ORDER BY c.seq LIMIT ${COUNTED}
  ) c GROUP BY p.party`;

export const UNSENT = `SELECT '' AS of, count(*)::int AS count, min(created_at) AS since, NULL AS why
  FROM (SELECT created_at FROM messaging.outbox WHERE sent_at IS NULL AND id > (SELECT id FROM messaging.outbox_floor) ORDER BY id LIMIT ${COUNTED}) u HAVING count(*) > 0`;

/** One that has stopped on purpose has let go of it: what is left unsent tells of that. */
export const LEADERLESS = `SELECT '' AS of, 1 AS count, expires_at AS since, 'the last one was ' || holder AS why
  FROM messaging.lease WHERE name = 'relay' AND expires_at < clock_timestamp() AND isfinite(expires_at)`;

export const DEADLINES = `SELECT '' AS of, count(*)::int AS count, min(due_at) AS since, NULL AS why
  FROM (SELECT due_at FROM messaging.saga_instance WHERE look_at < now() AND due_at < now() ORDER BY look_at LIMIT ${COUNTED}) d HAVING count(*) > 0`;

/**
 * What nobody will ever ask again, among the oldest that have not ended. What has a deadline to come moves by itself.
 */
export const STILL = `SELECT saga AS of, count(*)::int AS count, min(updated_at) AS since, NULL AS why
  FROM unnest(ARRAY['running', 'compensating']) AS live (status) CROSS JOIN LATERAL (
    SELECT saga, updated_at, due_at FROM messaging.saga_instance i WHERE i.status = live.status ORDER BY created_at LIMIT ${COUNTED}
  ) i WHERE due_at IS NULL GROUP BY saga`;

export const NEED_OPERATOR = `SELECT saga AS of, count(*)::int AS count, min(updated_at) AS since, NULL AS why
  FROM (SELECT saga, updated_at FROM messaging.saga_instance WHERE status = 'needs-operator' ORDER BY created_at LIMIT ${COUNTED}) s GROUP BY saga`;

export const RETRYING = `SELECT topic AS of, count(*)::int AS count, min(first_failed_at) AS since, (array_agg(left(last_error, 300) ORDER BY first_failed_at))[1] AS why
  FROM (SELECT topic, first_failed_at, last_error FROM messaging.parked_sequence WHERE state = 'retrying' AND first_failed_at IS NOT NULL ORDER BY first_failed_at LIMIT ${COUNTED}) s GROUP BY topic`;

/** By what they wait for: a version of the service, whoever holds a row. */
export const WAITING = `SELECT topic || '/' || waits_for AS of, count(*)::int AS count, min(first_failed_at) AS since, (array_agg(left(last_error, 300) ORDER BY first_failed_at))[1] AS why
  FROM (SELECT topic, waits_for, first_failed_at, last_error FROM messaging.parked_sequence WHERE state = 'waiting' AND first_failed_at IS NOT NULL ORDER BY first_failed_at LIMIT ${COUNTED}) s GROUP BY topic, waits_for`;

export const STUCK = `SELECT topic || '/' || reason AS of, count(*)::int AS count, min(coalesce(full_since, last_failed_at, now())) AS since, NULL AS why
  FROM (SELECT topic, full_since, last_failed_at, CASE WHEN full_since IS NOT NULL THEN 'full' ELSE 'held' END AS reason
    FROM messaging.parked_sequence WHERE full_since IS NOT NULL OR state = 'held' ORDER BY topic LIMIT ${COUNTED}) s GROUP BY topic, reason`;

/** One probe a cause, not one a letter; the causes that nobody has put off. */
export const DEAD = `WITH RECURSIVE cause AS (
    (SELECT fingerprint, 1 AS nr FROM messaging.dead_letter WHERE status = 'dead' ORDER BY fingerprint LIMIT 1)
    UNION ALL SELECT (SELECT d.fingerprint FROM messaging.dead_letter d WHERE d.status = 'dead' AND d.fingerprint > c.fingerprint ORDER BY d.fingerprint LIMIT 1), nr + 1
    FROM cause c WHERE c.fingerprint IS NOT NULL AND nr < 4 * ${APART}
  )
  SELECT c.fingerprint AS of, d.count, d.since, d.why FROM cause c LEFT JOIN messaging.dead_letter_group g USING (fingerprint) CROSS JOIN LATERAL (
    SELECT count(*)::int AS count, min(first_failed_at) AS since,
      (array_agg(type || ' fails with ' || error_class || ': ' || left(error_message, 300) ORDER BY number DESC))[1] AS why
    FROM (SELECT number, type, error_class, error_message, first_failed_at FROM messaging.dead_letter d
      WHERE d.status = 'dead' AND d.fingerprint = c.fingerprint ORDER BY number LIMIT 100) d
  ) d WHERE d.count > 0 AND coalesce(g.snoozed_until, '-infinity') <= now() ORDER BY d.since LIMIT ${APART}`;

export const HALTED = `SELECT o.id::text AS of, 1 AS count, coalesce(a.at, o.created_at) AS since, NULL AS why FROM messaging.redrive_operation o LEFT JOIN LATERAL (
    SELECT at FROM messaging.audit WHERE about = 'redrive' AND subject = o.id::text AND act = 'halt' ORDER BY number DESC LIMIT 1
  ) a ON true WHERE o.state = 'halted' ORDER BY o.number LIMIT ${APART}`;

/** Of sessions that this role may see; a transaction that was prepared keeps the past for ever. */
export const SNAPSHOTS = `SELECT '' AS of, 1 AS count, since, why FROM (
    SELECT xact_start AS since, application_name || ', process ' || pid AS why FROM pg_stat_activity WHERE datname = current_database() AND backend_xmin IS NOT NULL AND pid <> pg_backend_pid()
    UNION ALL SELECT prepared, 'prepared transaction ' || gid FROM pg_prepared_xacts WHERE database = current_database()
  ) s WHERE since IS NOT NULL ORDER BY since LIMIT 1`;
