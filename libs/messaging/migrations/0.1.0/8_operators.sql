-- A redrive of many dead letters: the set is frozen when it is made, and its progress outlives the process that works on it.
CREATE TABLE messaging.redrive_operation (
  id uuid PRIMARY KEY,
  number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  -- halted: by itself, because failures came back.
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'paused', 'halted', 'cancelled', 'done')),
  actor text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  per_second integer NOT NULL CHECK (per_second > 0),
  halt_after integer NOT NULL CHECK (halt_after > 0),
  force boolean NOT NULL,
  trace jsonb,
  -- How many had been redriven, and had failed, when it was last started or resumed: ramp and tolerance count from there.
  redriven_before integer NOT NULL DEFAULT 0,
  failed_before integer NOT NULL DEFAULT 0,
  -- Which instance works on it, and until when it is left alone with it.
  worker text,
  worker_until timestamptz
);
CREATE INDEX redrive_operation_running ON messaging.redrive_operation (number) WHERE state = 'running';

CREATE TABLE messaging.redrive_item (
  operation_id uuid NOT NULL REFERENCES messaging.redrive_operation ON DELETE CASCADE,
  position integer NOT NULL,
  -- No foreign key: a letter may be dropped by age while the operation's record stays.
  dead_letter_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'redriving', 'succeeded', 'failed', 'refused', 'cancelled')),
  -- Which redrive of its letter it was; the reason of a refusal, or the error it failed with.
  redrive integer,
  reason text,
  -- When the undo of its message was applied: as it was when the letter was redriven, and when that ended.
  undone_at timestamptz,
  PRIMARY KEY (operation_id, position),
  UNIQUE (operation_id, dead_letter_id)
);
CREATE INDEX redrive_item_open ON messaging.redrive_item (operation_id, state, position) WHERE state IN ('waiting', 'redriving');

-- What people and the system did, and what people were refused: who, what, on what, with which outcome, why, in which trace. What a saga
-- did is in messaging.saga_transition: that is what the engine reads, and its lines are written with the instance. Rows are only ever
-- added, until their subject is dropped.
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

-- What people have been told about, once until it is over.
CREATE TABLE messaging.notice (
  subject text PRIMARY KEY,
  kind text NOT NULL,
  body jsonb NOT NULL,
  raised_at timestamptz NOT NULL DEFAULT now(),
  -- Unset until it has been delivered, or while there is nowhere to deliver it to.
  sent_at timestamptz,
  -- One instance delivers at a time.
  next_try_at timestamptz NOT NULL DEFAULT now(),
  -- Which channels have told of it already: one that failed is tried again alone.
  told text[] NOT NULL DEFAULT '{}',
  -- The instance that alone sees it of itself: it is over when that one says so, or has not shown it for a while.
  instance text,
  seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX notice_unsent ON messaging.notice (next_try_at) WHERE sent_at IS NULL;
