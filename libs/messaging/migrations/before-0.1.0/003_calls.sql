-- Instances that make calls. One that has not shown itself in time owns nothing any more; it takes a new id when it wakes.
CREATE TABLE messaging.caller (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  alive_until timestamptz NOT NULL
);

-- Calls to the outside, written by the transaction that decided them: an open one that somebody else finds may have been made.
CREATE TABLE messaging.call (
  -- Intent order: written after the locks are held, so per ordering key it is commit order.
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL,
  party text NOT NULL,
  operation text NOT NULL,
  key text NOT NULL,
  ordering_key text NOT NULL,
  request text NOT NULL,
  cause text NOT NULL,
  deadline timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  owner uuid NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'answered', 'answer-failed', 'dead')),
  -- Attempts that failed, noted a moment later.
  tries integer NOT NULL DEFAULT 0,
  last_error text,
  -- When the next attempt, or the next try to bring in a failed answer, is due.
  due_at timestamptz,
  answer text,
  answer_tries integer NOT NULL DEFAULT 0,
  settled_at timestamptz
);
CREATE INDEX call_open ON messaging.call (party, ordering_key, seq) WHERE state IN ('open', 'answer-failed');
-- For dropping old ones.
CREATE INDEX call_age ON messaging.call USING brin (created_at);

-- Shows that an instance lives, and gives it the calls of those that do not. False: it was taken for dead, and owns nothing.
CREATE FUNCTION messaging.beat_caller(me uuid, my_name text, lasts interval, first boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF first THEN
    INSERT INTO messaging.caller AS c VALUES (me, my_name, clock_timestamp() + lasts) ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until;
  ELSE
    UPDATE messaging.caller SET alive_until = clock_timestamp() + lasts WHERE id = me;
    IF NOT FOUND THEN RETURN false; END IF;
  END IF;
  DELETE FROM messaging.caller WHERE alive_until < clock_timestamp();
  IF EXISTS (SELECT FROM messaging.call c WHERE c.state IN ('open', 'answer-failed') AND c.owner NOT IN (SELECT id FROM messaging.caller)) THEN
    -- One heir at a time, so that the calls of one key are not torn apart.
    PERFORM pg_advisory_xact_lock(hashtext('messaging.beat_caller'));
    UPDATE messaging.call c SET owner = me WHERE c.state IN ('open', 'answer-failed') AND c.owner NOT IN (SELECT id FROM messaging.caller);
  END IF;
  RETURN true;
END $$;
