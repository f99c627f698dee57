-- An instance that a person has marked as resolved, and lines that name who did something by hand.
ALTER TABLE messaging.saga_instance DROP CONSTRAINT saga_instance_status_check;
ALTER TABLE messaging.saga_instance ADD CONSTRAINT saga_instance_status_check
  CHECK (status IN ('running', 'compensating', 'completed', 'rolled-back', 'needs-operator', 'resolved'));

CREATE OR REPLACE VIEW messaging.saga_history AS
  SELECT t.instance_id, t.seq, line.nr::int AS line, t.at, line.kind, line.step, line.ask, line."messageType" AS message_type, line.detail,
    t.message_id, t.trace_id, line.actor
  FROM messaging.saga_transition t
  CROSS JOIN LATERAL ROWS FROM (json_to_recordset(t.lines::json) AS (kind text, step text, ask int, "messageType" text, detail text, actor text))
    WITH ORDINALITY AS line (kind, step, ask, "messageType", detail, actor, nr);
