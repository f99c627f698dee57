-- Saga instances, written once a transition. Room is left in each page so that a transition is a HOT update: no column that
-- changes on the way is indexed but status, which changes when the saga turns round or ends.
CREATE TABLE messaging.saga_instance (
  id uuid PRIMARY KEY,
  saga text NOT NULL,
  version int NOT NULL,
  business_key text NOT NULL,
  status text NOT NULL CHECK (status IN ('running', 'compensating', 'completed', 'rolled-back', 'needs-operator', 'resolved')),
  -- Counts transitions; the instance's row is locked while the next one is decided.
  revision int NOT NULL,
  -- When the next unanswered ask falls due. Found among the live instances by the index on status: they are few.
  due_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- JSON that the server never looks into: the saga's data, its steps and phase, the trace it continues.
  data text NOT NULL,
  state text NOT NULL,
  trace text NOT NULL,
  -- When the instance is looked at for an overdue ask. Never later than it falls due, but often earlier: a transition moves it only to
  -- come sooner, so it stays as it is on most, and they stay HOT updates. Who looks too early sets it right.
  look_at timestamptz,
  UNIQUE (saga, business_key)
) WITH (fillfactor = 50);

CREATE INDEX saga_instance_status ON messaging.saga_instance (status, created_at);
CREATE INDEX saga_instance_look ON messaging.saga_instance (look_at, id) WHERE look_at IS NOT NULL;

-- What happened to each instance, append-only: a row a transition, its lines (one for the reply that came, one for the
-- command that went out, …) as JSON. Read it through messaging.saga_history.
CREATE TABLE messaging.saga_transition (
  instance_id uuid NOT NULL,
  seq int NOT NULL,
  at timestamptz NOT NULL,
  message_id text NOT NULL,
  trace_id text,
  lines text NOT NULL,
  PRIMARY KEY (instance_id, seq)
);

-- message_id: the message (or request, or deadline) that brought the line about.
CREATE VIEW messaging.saga_history AS
  SELECT t.instance_id, t.seq, line.nr::int AS line, t.at, line.kind, line.step, line.ask, line."messageType" AS message_type, line.detail,
    t.message_id, t.trace_id, line.actor
  FROM messaging.saga_transition t
  CROSS JOIN LATERAL ROWS FROM (json_to_recordset(t.lines::json) AS (kind text, step text, ask int, "messageType" text, detail text, actor text))
    WITH ORDINALITY AS line (kind, step, ask, "messageType", detail, actor, nr);

-- When the service was last in contact with the broker; one row, for all its instances. Before the first contact there was no outage.
CREATE TABLE messaging.broker_contact (single boolean PRIMARY KEY DEFAULT true CHECK (single), at timestamptz) WITH (fillfactor = 20);
INSERT INTO messaging.broker_contact (at) VALUES (NULL);

-- Times without contact: what was asked could not leave, or its answer not come.
CREATE TABLE messaging.broker_outage (began_at timestamptz PRIMARY KEY, ended_at timestamptz NOT NULL);

-- How many instances each process of the service has completed since it started: what the door judges the rate by.
CREATE TABLE messaging.saga_completions (
  process uuid NOT NULL,
  saga text NOT NULL,
  completed bigint NOT NULL,
  told_at timestamptz NOT NULL,
  PRIMARY KEY (process, saga)
);
