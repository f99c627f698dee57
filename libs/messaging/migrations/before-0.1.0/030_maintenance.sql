-- Run-time DDL waits 100 ms for its locks and then leaves it for the next time: what waits for such a lock makes everybody else wait
-- behind it. Each function tells whether it has done all; only one instance at a time is at it.
DROP FUNCTION messaging.maintain_inbox(interval);
DROP FUNCTION messaging.maintain_outbox(integer);

-- Makes a partition beside its table and attaches it: writers of other partitions go on meanwhile. The check spares the attach a look
-- through the rows.
CREATE FUNCTION messaging.add_partition(parent text, partition text, key text, from_time timestamptz, to_time timestamptz) RETURNS boolean
LANGUAGE plpgsql SET timezone = 'UTC' SET lock_timeout = '100ms' AS $$
BEGIN
  IF to_regclass('messaging.' || partition) IS NOT NULL THEN RETURN true; END IF;
  EXECUTE format('CREATE TABLE messaging.%I (LIKE messaging.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE, CHECK (%I >= %L AND %I < %L))
    WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05)', partition, parent, key, from_time, key, to_time);
  EXECUTE format('ALTER TABLE messaging.%I ATTACH PARTITION messaging.%I FOR VALUES FROM (%L) TO (%L)', parent, partition, from_time, to_time);
  RETURN true;
EXCEPTION
  WHEN lock_not_available THEN RETURN false;
  WHEN check_violation THEN
    RAISE NOTICE 'rows for % are in the default partition already and stay there', partition;
    RETURN true;
END $$;

-- Without CONCURRENTLY: PostgreSQL does not detach so where there is a default partition. A drop that would have to wait is left.
CREATE FUNCTION messaging.drop_partition(partition text) RETURNS boolean LANGUAGE plpgsql SET lock_timeout = '100ms' AS $$
BEGIN
  EXECUTE format('DROP TABLE messaging.%I', partition);
  RETURN true;
EXCEPTION WHEN lock_not_available THEN RETURN false;
END $$;

-- Last month's to the month after next's partition; those that ended before the window began are dropped.
CREATE FUNCTION messaging.maintain_inbox(keep interval) RETURNS boolean LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
  first_day timestamptz := date_trunc('month', now());
  from_day timestamptz;
  partition text;
  done boolean := true;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('messaging.maintain_inbox')) THEN RETURN true; END IF;
  FOR ahead IN -1..2 LOOP
    from_day := first_day + make_interval(months => ahead);
    done := messaging.add_partition('inbox', 'inbox_' || to_char(from_day, 'YYYY_MM'), 'sent_at', from_day, from_day + interval '1 month') AND done;
  END LOOP;
  FOR partition IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'messaging.inbox'::regclass AND c.relname ~ '^inbox_\d{4}_\d{2}$'
      AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' < now() - keep
  LOOP
    done := messaging.drop_partition(partition) AND done;
  END LOOP;
  RETURN done;
END $$;

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

SELECT messaging.maintain_inbox(interval '62 days'), messaging.maintain_outbox(7);
