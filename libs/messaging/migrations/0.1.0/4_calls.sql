-- Instances that make calls. One that has not shown itself in time owns nothing any more; it takes a new id when it wakes.
CREATE TABLE messaging.caller (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  alive_until timestamptz NOT NULL,
  -- Whoever is gone stays listed for a day: a transaction of theirs may still commit.
  gone_at timestamptz
);

-- Calls to the outside, written by the transaction that decided them: an open one that somebody else finds may have been made.
CREATE TABLE messaging.call (
  -- The order of calls: written after the locks are held, so per ordering key it is commit order.
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
  settled_at timestamptz,
  -- That an attempt is about to begin is on record before it begins: what never began is known for certain, by whoever owns it, and is
  -- thrown away without asking the party.
  begun_at timestamptz,
  -- The key of the action that this call undoes.
  undoes text,
  -- Where a call waits: 0 it has a deadline, 1 it has none, 2 it is an undo, 3 it has failed.
  lane smallint NOT NULL GENERATED ALWAYS AS (
    CASE WHEN tries > 0 THEN 3 WHEN undoes IS NOT NULL THEN 2 WHEN deadline IS NULL THEN 1 ELSE 0 END) STORED
-- A call lives for moments: trying to compress its row costs more than the bytes it saves.
) WITH (toast_tuple_target = 8160);
CREATE INDEX call_open ON messaging.call (party, ordering_key, seq) WHERE state IN ('open', 'answer-failed');
-- How old the oldest is that waits, by party.
CREATE INDEX call_waiting ON messaging.call (party, seq) WHERE state IN ('open', 'answer-failed');
CREATE INDEX call_owned ON messaging.call (owner, party, lane, seq) WHERE state IN ('open', 'answer-failed');
CREATE INDEX call_never_begun ON messaging.call (owner, deadline) WHERE state = 'open' AND begun_at IS NULL AND deadline IS NOT NULL;
-- For dropping old ones.
CREATE INDEX call_age ON messaging.call USING brin (created_at);

-- Shows that an instance lives. False: it was taken for dead, and owns nothing.
CREATE FUNCTION messaging.beat_caller(me uuid, my_name text, lasts interval, first boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF first THEN
    INSERT INTO messaging.caller AS c (id, name, alive_until) VALUES (me, my_name, clock_timestamp() + lasts)
      ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until;
    RETURN true;
  END IF;
  UPDATE messaging.caller SET alive_until = clock_timestamp() + lasts WHERE id = me AND gone_at IS NULL;
  RETURN FOUND;
END $$;

-- Gives an instance calls of those that do not live any more, so many at most; how many it was given.
CREATE FUNCTION messaging.inherit_calls(me uuid, most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  gone uuid[];
  given integer;
BEGIN
  -- One whose row is locked is just showing that it lives.
  UPDATE messaging.caller SET gone_at = clock_timestamp() WHERE id IN (
    SELECT id FROM messaging.caller WHERE alive_until < clock_timestamp() AND gone_at IS NULL AND id <> me FOR UPDATE SKIP LOCKED);
  gone := ARRAY(SELECT id FROM messaging.caller WHERE gone_at IS NOT NULL);
  IF NOT EXISTS (SELECT FROM messaging.call WHERE state IN ('open', 'answer-failed') AND owner = ANY (gone)) THEN
    DELETE FROM messaging.caller WHERE gone_at < clock_timestamp() - interval '1 day';
    RETURN 0;
  END IF;
  -- One heir at a time.
  PERFORM pg_advisory_xact_lock(hashtext('messaging.inherit_calls'));
  UPDATE messaging.call SET owner = me WHERE seq IN (
    SELECT seq FROM messaging.call WHERE state IN ('open', 'answer-failed') AND owner = ANY (gone) LIMIT most);
  GET DIAGNOSTICS given = ROW_COUNT;
  RETURN given;
END $$;
