-- Saga instances, written once a transition. Room is left in each page so that a transition is a HOT update: no column that
-- changes on the way is indexed but status, which changes when the saga turns round or ends.
CREATE TABLE messaging.saga_instance (
  id uuid PRIMARY KEY,
  saga text NOT NULL,
  version int NOT NULL,
  business_key text NOT NULL,
  status text NOT NULL CHECK (status IN ('running', 'compensating', 'completed', 'rolled-back', 'needs-operator')),
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
  UNIQUE (saga, business_key)
) WITH (fillfactor = 50);

CREATE INDEX saga_instance_status ON messaging.saga_instance (status, created_at);

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
    t.message_id, t.trace_id
  FROM messaging.saga_transition t
  CROSS JOIN LATERAL ROWS FROM (json_to_recordset(t.lines::json) AS (kind text, step text, ask int, "messageType" text, detail text))
    WITH ORDINALITY AS line (kind, step, ask, "messageType", detail, nr);
