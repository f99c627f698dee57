import { auditEach } from '../../recovery/audit.js';
import { undoneAt } from '../../recovery/undos/pg-undos.js';

/**
 * Redrives of one letter after which it takes somebody who insists: what fails again and again is not mended by trying.
 */
export const LOOP_LIMIT = 5;

/**
 * Queues a dead letter's message: $1 letter, $2 actor, $3 trace, $4 trace id, $5 whether the loop guard is waived, $6
 * operation, $7 edit. One statement, so that the letter is taken and its message is queued together or not at all. The
 * letter comes first: a second redrive waits here, holding nothing, and then finds it taken.
 */
export const REDRIVE = `WITH edit AS (
    SELECT id, value, headers FROM messaging.dead_letter_edit WHERE id = $7 AND dead_letter_id = $1 AND (approved_by IS NOT NULL OR NOT needs_approval)
  ), letter AS (
    UPDATE messaging.dead_letter SET status = 'redriving', redrives = redrives + 1 WHERE id = $1 AND status = 'dead' AND ($5 OR redrives < ${LOOP_LIMIT})
      AND ($6::uuid IS NULL OR EXISTS (SELECT FROM messaging.redrive_operation WHERE id = $6 AND state = 'running'))
      AND ($7::uuid IS NULL OR EXISTS (SELECT FROM edit)) RETURNING *
  ), message AS (
    SELECT l.id, l.redrives, l.topic, l.key, l.message_id, l.saga_id, l.record_partition, l.record_offset, l.record_time, l.record_key, l.record_headers,
      coalesce(e.headers ->> 'ce_type', l.type) AS type, coalesce(e.value, l.record_value) AS value,
      jsonb_strip_nulls(l.record_headers || CASE WHEN e.id IS NULL THEN '{}' ELSE e.headers || jsonb_build_object('__sagaworks.edit', e.id) END) AS headers
    FROM letter l LEFT JOIN edit e ON true
  ), held_head AS (
    UPDATE messaging.parked_message m SET trace = $3, dead = false, type = l.type, record_value = l.value, record_headers = l.headers FROM message l
    WHERE m.topic = l.topic AND m.key = l.key AND m.dead_letter_id = l.id RETURNING m.topic, m.key
  ), freed AS (
    UPDATE messaging.parked_sequence s SET state = 'retrying', due_at = now() FROM held_head h WHERE s.topic = h.topic AND s.key = h.key
  ), sequence AS (
    INSERT INTO messaging.parked_sequence AS s (topic, key, length, due_at)
    SELECT topic, key, 1, now() FROM message WHERE NOT EXISTS (SELECT FROM held_head)
    ON CONFLICT (topic, key) DO UPDATE SET length = s.length + 1 RETURNING topic
  ), queued AS (
    INSERT INTO messaging.parked_message (topic, key, message_id, type, record_partition, record_offset, record_time, record_key, record_value, record_headers, dead_letter_id, trace)
    SELECT topic, key, message_id, type, record_partition, record_offset, record_time, record_key, value, headers, id, $3
    FROM message WHERE EXISTS (SELECT FROM sequence)
  ), item AS (
    UPDATE messaging.redrive_item i SET state = 'redriving', redrive = m.redrives, undone_at = ${undoneAt('m')} FROM message m WHERE i.operation_id = $6 AND i.dead_letter_id = m.id
  ), noted AS (
    ${auditEach('message', {
      about: 'dead-letter',
      subject: 'id',
      actor: '$2',
      act: `'redriven'`,
      detail: `jsonb_strip_nulls(jsonb_build_object('redrive', redrives, 'operation', $6::uuid, 'edit', $7::uuid, 'undoneAt', ${undoneAt('message')}))`,
      trace: '$4',
    })}
  )
  SELECT topic, record_headers, ${undoneAt('message')} AS "undoneAt" FROM message`;
