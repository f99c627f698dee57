-- A sequence (topic, key) whose head failed: the head and all that came behind it wait here and are retried in order.
-- tries, due_at, *_failed_at and last_error are about the head.
CREATE TABLE messaging.parked_sequence (
  topic text NOT NULL,
  key text NOT NULL,
  state text NOT NULL DEFAULT 'retrying' CHECK (state IN ('retrying', 'held')),
  length integer NOT NULL CHECK (length >= 0),
  tries integer NOT NULL DEFAULT 0,
  due_at timestamptz,
  -- Since when it has been at its length limit: its partition stands still until it is shorter.
  full_since timestamptz,
  first_failed_at timestamptz,
  last_failed_at timestamptz,
  last_error text,
  PRIMARY KEY (topic, key),
  -- A sequence that nobody will ever retry must say so.
  CHECK ((state = 'held') = (due_at IS NULL))
);
CREATE INDEX parked_sequence_due ON messaging.parked_sequence (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE messaging.parked_message (
  topic text NOT NULL,
  key text NOT NULL,
  -- Given under the sequence's row lock, so that within a sequence number order is arrival order; never given twice.
  position bigint GENERATED ALWAYS AS IDENTITY,
  message_id text NOT NULL,
  type text NOT NULL,
  record_partition integer NOT NULL,
  record_offset bigint NOT NULL,
  record_time timestamptz NOT NULL,
  record_key bytea,
  record_value bytea,
  record_headers jsonb NOT NULL,
  -- Every failed try: { at, errorClass, message, stack }.
  failures jsonb NOT NULL DEFAULT '[]',
  -- Set while a redrive of this dead letter waits for its turn, and on the head of a held sequence.
  dead_letter_id uuid,
  -- The trace of the redrive; otherwise the message's own goes on.
  trace jsonb,
  parked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (topic, key, position),
  -- A sequence cannot be removed while a message is left in it.
  FOREIGN KEY (topic, key) REFERENCES messaging.parked_sequence
);

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

-- What became of a dead letter, and who did it. Rows are only ever added.
CREATE TABLE messaging.dead_letter_event (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dead_letter_id uuid NOT NULL REFERENCES messaging.dead_letter ON DELETE CASCADE,
  at timestamptz NOT NULL DEFAULT now(),
  -- 'system', or the operator by the name given, unverified until sign-in exists.
  actor text NOT NULL,
  kind text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX dead_letter_event_letter ON messaging.dead_letter_event (dead_letter_id, number);
