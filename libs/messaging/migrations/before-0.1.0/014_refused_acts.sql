-- What operators asked of saga instances and did not get: it changed nothing, so it is no transition.
CREATE TABLE messaging.saga_refused_act (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  instance_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  act text NOT NULL,
  step text,
  -- Why they asked for it.
  reason text NOT NULL,
  -- What they had seen, and where the instance was.
  expected_version int NOT NULL,
  revision int NOT NULL,
  -- Why it was not done.
  why text NOT NULL,
  trace_id text
);
CREATE INDEX saga_refused_act_instance ON messaging.saga_refused_act (instance_id, number);
