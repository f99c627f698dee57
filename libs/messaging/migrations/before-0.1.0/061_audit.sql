-- What people and the system did, and what people were refused: who, what, on what, with which outcome, why, in which trace. One
-- table, because it is one question ("who did what?") that was asked of four places in four shapes: events of dead letters,
-- events of causes, the history of a redrive of many, refused acts on sagas. What a saga did stays in messaging.saga_transition:
-- that is what the engine reads, and its lines are written with the instance. Rows are only ever added, until their subject is dropped.
CREATE TABLE messaging.audit (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  about text NOT NULL CHECK (about IN ('dead-letter', 'cause', 'redrive', 'saga')),
  -- Its id, or the cause's fingerprint.
  subject text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  -- 'system', or the operator by the name given, unverified until sign-in exists.
  actor text NOT NULL,
  act text NOT NULL,
  outcome text NOT NULL DEFAULT 'done' CHECK (outcome IN ('done', 'refused')),
  -- Why it was wanted, as they say; and why it was refused.
  reason text,
  why text CHECK ((why IS NOT NULL) = (outcome = 'refused')),
  detail jsonb NOT NULL DEFAULT '{}',
  trace_id text
);
CREATE INDEX audit_subject ON messaging.audit (about, subject, number);
-- For retention: the lines of a cause outlive its letters for a while.
CREATE INDEX audit_cause_age ON messaging.audit (at) WHERE about = 'cause';

INSERT INTO messaging.audit (about, subject, at, actor, act, outcome, reason, why, detail, trace_id)
  SELECT 'dead-letter', dead_letter_id::text, at, actor, CASE kind WHEN 'refused' THEN detail ->> 'act' ELSE kind END, CASE kind WHEN 'refused' THEN 'refused' ELSE 'done' END,
    detail ->> 'reason', CASE kind WHEN 'refused' THEN coalesce(detail ->> 'why', '') END, detail - '{act,why,reason}'::text[], trace_id
  FROM messaging.dead_letter_event ORDER BY number;
INSERT INTO messaging.audit (about, subject, at, actor, act, outcome, reason, why, detail, trace_id)
  SELECT 'cause', fingerprint, at, actor, CASE kind WHEN 'refused' THEN detail ->> 'act' WHEN 'cared' THEN 'triaged' ELSE kind END, CASE kind WHEN 'refused' THEN 'refused' ELSE 'done' END,
    detail ->> 'reason', CASE kind WHEN 'refused' THEN coalesce(detail ->> 'why', '') END, detail - '{act,why,reason}'::text[], trace_id
  FROM messaging.dead_letter_group_event ORDER BY number;
INSERT INTO messaging.audit (about, subject, at, actor, act, outcome, why, detail)
  SELECT 'redrive', o.id::text, (h ->> 'at')::timestamptz, h ->> 'actor', CASE h ->> 'kind' WHEN 'refused' THEN h #>> '{detail,act}' ELSE h ->> 'kind' END,
    CASE h ->> 'kind' WHEN 'refused' THEN 'refused' ELSE 'done' END, CASE h ->> 'kind' WHEN 'refused' THEN coalesce(h #>> '{detail,why}', '') END,
    coalesce(h -> 'detail', '{}') - '{act,why}'::text[]
  FROM messaging.redrive_operation o CROSS JOIN LATERAL jsonb_array_elements(o.history) WITH ORDINALITY AS e (h, n) ORDER BY o.number, n;
INSERT INTO messaging.audit (about, subject, at, actor, act, outcome, reason, why, detail, trace_id)
  SELECT 'saga', instance_id::text, at, actor, act, 'refused', reason, why,
    jsonb_strip_nulls(jsonb_build_object('step', step, 'expectedVersion', expected_version, 'revision', revision)), trace_id
  FROM messaging.saga_refused_act ORDER BY number;

DROP TABLE messaging.dead_letter_event, messaging.dead_letter_group_event, messaging.saga_refused_act;
ALTER TABLE messaging.redrive_operation DROP COLUMN history;
