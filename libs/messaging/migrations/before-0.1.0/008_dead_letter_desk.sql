-- People look a dead letter up by what they know: the key (an order's id), the message, the trace.
CREATE INDEX dead_letter_key ON messaging.dead_letter (key);
CREATE INDEX dead_letter_message ON messaging.dead_letter (message_id);
CREATE INDEX dead_letter_trace ON messaging.dead_letter (trace_id) WHERE trace_id IS NOT NULL;
-- For retention.
CREATE INDEX dead_letter_age ON messaging.dead_letter (last_failed_at);

-- The trace in which it happened: the message's, or that of the request of an operator.
ALTER TABLE messaging.dead_letter_event ADD COLUMN trace_id text;

-- What people have said about a cause. Kept by the cause, so that it outlives each of its letters.
CREATE TABLE messaging.dead_letter_group (
  fingerprint text PRIMARY KEY,
  owner text,
  note text,
  snoozed_until timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(),
  updated_by text NOT NULL
);

-- Another value for a dead letter's record. The letter keeps its original; a redrive of the edit carries this one.
CREATE TABLE messaging.dead_letter_edit (
  id uuid PRIMARY KEY,
  number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  dead_letter_id uuid NOT NULL REFERENCES messaging.dead_letter ON DELETE CASCADE,
  at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  reason text NOT NULL,
  value bytea NOT NULL,
  diff jsonb NOT NULL,
  -- A second person must agree before it may be redriven.
  needs_approval boolean NOT NULL,
  approved_by text,
  approved_at timestamptz,
  CHECK (approved_by IS NULL OR approved_by <> actor)
);
CREATE INDEX dead_letter_edit_letter ON messaging.dead_letter_edit (dead_letter_id, number);
