-- Who may do a thing that only one instance of the service may do at a time. Times are the database's.
CREATE TABLE messaging.lease (
  name text PRIMARY KEY,
  holder text NOT NULL,
  -- Counts the holders: what an earlier holder still does can be told by it.
  epoch bigint NOT NULL,
  -- The backend of the holder's direct connection, so that the next holder can end it.
  pid integer NOT NULL,
  backend_start timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);

-- Takes the lease if it is free, has run out, or its holder's connection is gone; ends the connection of a holder that hangs.
-- Returns the new epoch, or null when another holds it. All instances log in as one role: of another role's backend,
-- pg_stat_activity hides backend_start, and its lease would look free.
CREATE FUNCTION messaging.take_lease(lease_name text, new_holder text, lasts interval) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  held messaging.lease;
BEGIN
  INSERT INTO messaging.lease VALUES (lease_name, '', 0, 0, '-infinity', '-infinity') ON CONFLICT DO NOTHING;
  IF EXISTS (SELECT FROM messaging.lease l JOIN pg_stat_activity a USING (pid, backend_start) WHERE l.name = lease_name AND l.expires_at > clock_timestamp()) THEN
    RETURN NULL;
  END IF;
  SELECT * INTO held FROM messaging.lease WHERE name = lease_name FOR UPDATE;
  IF held.expires_at > clock_timestamp() AND EXISTS (SELECT FROM pg_stat_activity a WHERE a.pid = held.pid AND a.backend_start = held.backend_start) THEN
    RETURN NULL;
  END IF;
  PERFORM pg_terminate_backend(a.pid) FROM pg_stat_activity a WHERE a.pid = held.pid AND a.backend_start = held.backend_start AND a.pid <> pg_backend_pid();
  UPDATE messaging.lease SET holder = new_holder, epoch = held.epoch + 1, expires_at = clock_timestamp() + lasts, pid = pg_backend_pid(),
    backend_start = (SELECT a.backend_start FROM pg_stat_activity a WHERE a.pid = pg_backend_pid()) WHERE name = lease_name;
  RETURN held.epoch + 1;
END $$;

-- What transactions send: one row holds all messages of one transaction.
-- Per message key, id order is commit order: the row is written after the locks are held. The identity must not be cached by
-- connections (CACHE 1, the default): an id handed out early would break that order.
CREATE TABLE messaging.outbox (
  id bigint GENERATED ALWAYS AS IDENTITY,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  sent_at timestamptz,
  messages integer NOT NULL,
  -- JSON array of { topic, key, value, headers }. Not compressed: that would cost more CPU than the bytes it saves.
  records text STORAGE EXTERNAL NOT NULL,
  PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);
CREATE INDEX outbox_unsent ON messaging.outbox (id) WHERE sent_at IS NULL;

-- The partitions of today and the next seven days; those of days before the last `keep_days` are dropped in which all was sent.
CREATE FUNCTION messaging.maintain_outbox(keep_days integer) RETURNS boolean LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
  today timestamptz := date_trunc('day', now());
  from_day timestamptz;
  partition text;
  unsent boolean;
  done boolean := true;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('messaging.maintain_outbox')) THEN RETURN true; END IF;
  FOR ahead IN 0..7 LOOP
    from_day := today + make_interval(days => ahead);
    done := messaging.add_partition('outbox', 'outbox_' || to_char(from_day, 'YYYY_MM_DD'), 'created_at', from_day, from_day + interval '1 day') AND done;
  END LOOP;
  FOR partition IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'messaging.outbox'::regclass AND to_date(substr(c.relname, 8), 'YYYY_MM_DD') < current_date - keep_days
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM messaging.%I WHERE sent_at IS NULL)', partition) INTO unsent;
    IF NOT unsent THEN done := messaging.drop_partition(partition) AND done; END IF;
  END LOOP;
  RETURN done;
END $$;

SELECT messaging.maintain_outbox(7);

-- Up to which id all of the outbox is sent and marked as sent, as its leader last noted: whoever leads next, or counts what is unsent,
-- begins behind it. In the index of what is unsent, marks stay until vacuum may remove them, which is never while an old snapshot is open.
CREATE TABLE messaging.outbox_floor (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  id bigint NOT NULL DEFAULT 0,
  -- Of the leader that noted it: what an earlier one still notes changes nothing.
  epoch bigint NOT NULL DEFAULT 0
);
INSERT INTO messaging.outbox_floor DEFAULT VALUES;

-- The topics of the broker as the relay last knew them: one that has another id was made anew, and what had been sent to it is gone.
CREATE TABLE messaging.broker_topic (
  topic text PRIMARY KEY,
  cluster_id text NOT NULL,
  topic_id text NOT NULL
);

-- Sending again what was sent. The relay's leader carries it out before it sends anything else.
CREATE TABLE messaging.republish (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  cause text NOT NULL CHECK (cause IN ('operator', 'new-cluster', 'new-topic')),
  -- Who asks, as they say; `relay` where the broker was found to be another.
  actor text NOT NULL,
  -- Outbox entries written before are left out.
  since timestamptz NOT NULL,
  -- Only entries with a message for one of them; null: all.
  topics text[],
  asked_at timestamptz NOT NULL DEFAULT now(),
  -- When all of it was put back among the unsent.
  done_at timestamptz,
  messages integer NOT NULL DEFAULT 0,
  -- The last outbox entry that there was when it began: what is sent again is no backlog.
  up_to bigint
);
CREATE INDEX republish_open ON messaging.republish (id) WHERE done_at IS NULL;
CREATE INDEX republish_up_to ON messaging.republish (up_to);
