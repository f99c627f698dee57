CREATE TABLE messaging.dead_letter (
  -- Derived from the message's source and id: a message that dies again is the same dead letter.
  id uuid PRIMARY KEY,
  -- The order of lists.
  number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  status text NOT NULL DEFAULT 'dead' CHECK (status IN ('dead', 'redriving', 'resolved', 'discarded')),
  message_id text NOT NULL,
  type text NOT NULL,
  topic text NOT NULL,
  key text NOT NULL,
  record_partition integer NOT NULL,
  record_offset bigint NOT NULL,
  record_time timestamptz NOT NULL,
  record_key bytea,
  record_value bytea,
  record_headers jsonb NOT NULL,
  saga_id text,
  trace_id text,
  -- The cause, the same for all messages that failed the same way: error class, top frames, message type.
  fingerprint text NOT NULL,
  error_class text NOT NULL,
  error_message text NOT NULL,
  error_stack text NOT NULL,
  attempts integer NOT NULL,
  redrives integer NOT NULL DEFAULT 0,
  first_failed_at timestamptz NOT NULL,
  last_failed_at timestamptz NOT NULL
);
CREATE INDEX dead_letter_status ON messaging.dead_letter (status, number);
CREATE INDEX dead_letter_cause ON messaging.dead_letter (fingerprint, number);
CREATE INDEX dead_letter_saga ON messaging.dead_letter (saga_id) WHERE saga_id IS NOT NULL;
CREATE INDEX dead_letter_dead ON messaging.dead_letter (fingerprint, number) WHERE status = 'dead';
-- People look a dead letter up by what they know: the key (an order's id), the message, the trace.
CREATE INDEX dead_letter_key ON messaging.dead_letter (key);
CREATE INDEX dead_letter_message ON messaging.dead_letter (message_id);
CREATE INDEX dead_letter_trace ON messaging.dead_letter (trace_id) WHERE trace_id IS NOT NULL;
-- For retention.
CREATE INDEX dead_letter_age ON messaging.dead_letter (last_failed_at);

-- What people have said about a cause. Kept by the cause, so that it outlives each of its letters.
CREATE TABLE messaging.dead_letter_group (
  fingerprint text PRIMARY KEY,
  owner text,
  note text,
  snoozed_until timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(),
  updated_by text NOT NULL
);

-- Another value, or other headers, for a dead letter's record. The letter keeps its original; a redrive of the edit carries these.
CREATE TABLE messaging.dead_letter_edit (
  id uuid PRIMARY KEY,
  number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  dead_letter_id uuid NOT NULL REFERENCES messaging.dead_letter ON DELETE CASCADE,
  at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  reason text NOT NULL,
  -- Unset where headers alone are mended: then the value is the original's.
  value bytea,
  diff jsonb NOT NULL,
  -- A second person must agree before it may be redriven.
  needs_approval boolean NOT NULL,
  approved_by text,
  approved_at timestamptz,
  -- By name; null takes one away.
  headers jsonb NOT NULL DEFAULT '{}',
  header_diff jsonb NOT NULL DEFAULT '[]',
  CHECK (approved_by IS NULL OR approved_by <> actor)
);
CREATE INDEX dead_letter_edit_letter ON messaging.dead_letter_edit (dead_letter_id, number);
