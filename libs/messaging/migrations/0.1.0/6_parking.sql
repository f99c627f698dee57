-- A sequence (topic, key) whose head failed: the head and all that came behind it wait here and are retried in order.
-- tries, due_at, *_failed_at and last_error are about the head.
CREATE TABLE messaging.parked_sequence (
  topic text NOT NULL,
  key text NOT NULL,
  state text NOT NULL DEFAULT 'retrying' CHECK (state IN ('retrying', 'waiting', 'held')),
  length integer NOT NULL CHECK (length >= 0),
  tries integer NOT NULL DEFAULT 0,
  due_at timestamptz,
  -- Since when it has been at its length limit: its partition stands still until it is shorter.
  full_since timestamptz,
  first_failed_at timestamptz,
  last_failed_at timestamptz,
  last_error text,
  -- The class of the error that says what a waiting sequence waits for, other than its message: a version of the service that knows it, a
  -- row that somebody holds. Its tries do not count.
  waits_for text,
  PRIMARY KEY (topic, key),
  -- A sequence that nobody will ever retry must say so.
  CHECK ((state = 'held') = (due_at IS NULL)),
  CONSTRAINT parked_sequence_waiting_check CHECK ((state = 'waiting') = (waits_for IS NOT NULL))
);
CREATE INDEX parked_sequence_due ON messaging.parked_sequence (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX parked_sequence_oldest ON messaging.parked_sequence (first_failed_at) WHERE state = 'retrying';
CREATE INDEX parked_sequence_waiting ON messaging.parked_sequence (first_failed_at) WHERE state = 'waiting';
-- For alerts, which are looked for every few seconds: next to none of what is parked is stuck.
CREATE INDEX parked_sequence_stuck ON messaging.parked_sequence (topic) WHERE full_since IS NOT NULL OR state = 'held';

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
  -- It died and holds its sequence, until it is redriven or discarded.
  dead boolean NOT NULL DEFAULT false,
  -- It undoes the dead one, and so is tried before it.
  passes boolean NOT NULL DEFAULT false,
  PRIMARY KEY (topic, key, position),
  -- A sequence cannot be removed while a message is left in it.
  FOREIGN KEY (topic, key) REFERENCES messaging.parked_sequence
);
-- Which of a sequence is first.
CREATE INDEX parked_message_first ON messaging.parked_message (topic, key, passes DESC, position);
-- Which message is parked, for people who look at the inbox.
CREATE INDEX parked_message_message ON messaging.parked_message (message_id);

-- Which undos of sagas' steps were handled here, so that a redrive of the action can tell that it meets one.
CREATE TABLE messaging.undo (
  saga_id text NOT NULL,
  step text NOT NULL,
  -- Message type of the command that was undone.
  action text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (saga_id, step, action)
);
-- For dropping old ones.
CREATE INDEX undo_age ON messaging.undo USING brin (at);
