-- What people have done, or wanted to do, with all dead letters of a cause at once. Rows are only ever added.
CREATE TABLE messaging.dead_letter_group_event (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  fingerprint text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('cared', 'redriven', 'discarded', 'refused')),
  detail jsonb NOT NULL DEFAULT '{}',
  trace_id text
);
CREATE INDEX dead_letter_group_event_group ON messaging.dead_letter_group_event (fingerprint, number);
