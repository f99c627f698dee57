import pg from 'pg';

/** Rows of the past in each table; what waits is next to nothing beside them. */
export const MANY = 50_000;
const FEW = 20;

const RECORD = `0, n, now(), '{}'::jsonb`;
const FILL = [
  `INSERT INTO messaging.inbox (message_id, sent_at, state) SELECT gen_random_uuid(), now() - n * interval '20 s', 'handled' FROM generate_series(1, ${2 * MANY}) n`,
  `INSERT INTO messaging.outbox (created_at, sent_at, messages, records) SELECT now(), CASE WHEN n <= ${MANY} THEN now() END, 1, '[]' FROM generate_series(1, ${MANY + FEW}) n`,
  `INSERT INTO messaging.caller VALUES ('00000000-0000-4000-8000-000000000001', 'me', now() + interval '1 hour')`,
  `INSERT INTO messaging.call (id, party, operation, key, ordering_key, request, cause, owner, state)
    SELECT gen_random_uuid(), 'cards', 'authorise', n::text, n::text, '{}', '{}', '00000000-0000-4000-8000-000000000001', CASE WHEN n <= ${MANY} THEN 'answered' ELSE 'open' END FROM generate_series(1, ${MANY + FEW}) n`,
  `INSERT INTO messaging.saga_instance (id, saga, version, business_key, status, revision, due_at, created_at, updated_at, data, state, trace)
    SELECT gen_random_uuid(), 'trip', 1, n::text, CASE WHEN n <= ${MANY} THEN 'completed' WHEN n % 5 = 0 THEN 'needs-operator' ELSE 'running' END, 1, CASE WHEN n > ${MANY} THEN now() END,
      now() - (${MANY} - n) * interval '1 s', now(), '{}', '{"steps":{},"phase":{"status":"running"}}', '{}' FROM generate_series(1, ${MANY + FEW}) n`,
  // Most keys are parked behind messages that are tried again much later; a few are due, and a few are held.
  `INSERT INTO messaging.parked_sequence (topic, key, length, state, due_at)
    SELECT 'trips.commands', n::text, 1, CASE WHEN n > ${MANY} + ${FEW} THEN 'held' ELSE 'retrying' END, CASE WHEN n <= ${MANY} THEN now() + interval '1 hour' WHEN n <= ${MANY} + ${FEW} THEN now() END FROM generate_series(1, ${MANY + 2 * FEW}) n`,
  `INSERT INTO messaging.parked_message (topic, key, message_id, type, record_partition, record_offset, record_time, record_headers)
    SELECT 'trips.commands', n::text, gen_random_uuid(), 'trips.plan', ${RECORD} FROM generate_series(1, ${MANY + 2 * FEW}) n`,
  `INSERT INTO messaging.dead_letter (id, status, message_id, type, topic, key, record_partition, record_offset, record_time, record_headers, fingerprint, error_class, error_message, error_stack, attempts, first_failed_at, last_failed_at)
    SELECT gen_random_uuid(), CASE WHEN n <= ${MANY} THEN 'resolved' ELSE 'dead' END, gen_random_uuid(), 'trips.plan', 'trips.commands', n::text, ${RECORD}, 'cause ' || n % 100, 'Error', '', '', 1, now(), now()
    FROM generate_series(1, ${MANY + FEW}) n`,
  `INSERT INTO messaging.audit (about, subject, actor, act) SELECT 'dead-letter', id, 'system', 'dead-lettered' FROM messaging.dead_letter`,
  `INSERT INTO messaging.audit (about, subject, actor, act) SELECT 'cause', 'cause ' || n % 100, 'ada', 'triaged' FROM generate_series(1, ${MANY}) n`,
  `INSERT INTO messaging.undo (saga_id, step, action) SELECT n::text, 'plan', 'trips.plan' FROM generate_series(1, ${MANY}) n`,
  // One redrive of many is done, another waits for its turn, and a small one is under way.
  `INSERT INTO messaging.redrive_operation (id, state, actor, per_second, halt_after, force)
    SELECT ('00000000-0000-4000-8000-00000000000' || n)::uuid, (ARRAY['done', 'paused', 'running'])[n], 'ada', 20, 1, false FROM generate_series(1, 3) n`,
  `INSERT INTO messaging.redrive_item (operation_id, position, dead_letter_id, state, redrive)
    SELECT ('00000000-0000-4000-8000-00000000000' || o)::uuid, n, gen_random_uuid(), (ARRAY['succeeded', 'waiting', 'waiting'])[o], CASE WHEN o = 1 THEN 1 END
    FROM generate_series(1, 3) o, generate_series(1, ${MANY}) n WHERE o < 3 OR n <= ${FEW}`,
];

/** Tables as they are after a long and busy time; the planner knows them. */
export async function fillTables(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of FILL) await client.query(statement);
  await client.query('VACUUM (ANALYZE)');
  await client.end();
}
