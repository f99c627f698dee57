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

-- Makes the partitions of today and the next days, and drops those of days before the last `keep_days` in which all was sent.
-- LIKE and ATTACH instead of PARTITION OF: writers go on meanwhile. A drop that would have to wait for them is left for the next time.
CREATE FUNCTION messaging.maintain_outbox(keep_days integer) RETURNS void LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
  from_day date;
  partition text;
  unsent boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('messaging.maintain_outbox'));
  FOR ahead IN 0..3 LOOP
    from_day := current_date + ahead;
    partition := 'outbox_' || to_char(from_day, 'YYYY_MM_DD');
    CONTINUE WHEN to_regclass('messaging.' || partition) IS NOT NULL;
    EXECUTE format('CREATE TABLE messaging.%I (LIKE messaging.outbox INCLUDING DEFAULTS INCLUDING STORAGE)', partition);
    EXECUTE format('ALTER TABLE messaging.outbox ATTACH PARTITION messaging.%I FOR VALUES FROM (%L) TO (%L)', partition, from_day, from_day + 1);
  END LOOP;
  PERFORM set_config('lock_timeout', '100ms', true);
  FOR partition IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'messaging.outbox'::regclass AND to_date(substr(c.relname, 8), 'YYYY_MM_DD') < current_date - keep_days
  LOOP
    BEGIN
      EXECUTE format('SELECT EXISTS (SELECT FROM messaging.%I WHERE sent_at IS NULL)', partition) INTO unsent;
      IF NOT unsent THEN EXECUTE format('DROP TABLE messaging.%I', partition); END IF;
    EXCEPTION WHEN lock_not_available THEN
      RAISE NOTICE 'partition % is in use and is dropped another time', partition;
    END;
  END LOOP;
END $$;

SELECT messaging.maintain_outbox(7);
