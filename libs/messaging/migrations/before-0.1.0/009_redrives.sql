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
  worker_until timestamptz,
  -- { at, actor, kind, detail }, oldest first.
  history jsonb NOT NULL
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
  PRIMARY KEY (operation_id, position),
  UNIQUE (operation_id, dead_letter_id)
);
CREATE INDEX redrive_item_open ON messaging.redrive_item (operation_id, state, position) WHERE state IN ('waiting', 'redriving');

-- What people have been told about, once until it is over.
CREATE TABLE messaging.notice (
  subject text PRIMARY KEY,
  kind text NOT NULL,
  body jsonb NOT NULL,
  raised_at timestamptz NOT NULL DEFAULT now(),
  -- Unset until it has been delivered, or while there is nowhere to deliver it to.
  sent_at timestamptz,
  -- One instance delivers at a time.
  next_try_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX notice_unsent ON messaging.notice (next_try_at) WHERE sent_at IS NULL;
