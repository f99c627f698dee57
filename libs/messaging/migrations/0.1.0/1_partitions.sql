-- Run-time DDL waits 100 ms for its locks and then leaves it for the next time: what waits for such a lock makes everybody else wait
-- behind it. Each function tells whether it has done all; only one instance at a time is at it.

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
