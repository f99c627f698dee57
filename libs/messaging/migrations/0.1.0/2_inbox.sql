-- Which messages this service has taken, in the transaction that handled them.
-- Partitioned by the month of the message's own time (ce_time): a redelivery carries the same time, so it meets its mark in
-- the same partition at any age, and a month past the window is dropped whole.
CREATE TABLE messaging.inbox (
  message_id uuid NOT NULL,
  sent_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'handled' CHECK (state IN ('handled', 'parked', 'dead')),
  PRIMARY KEY (message_id, sent_at)
) PARTITION BY RANGE (sent_at);

-- For people who look for what came lately. BRIN: rows come in about the order of their times, and an insert pays next to nothing.
CREATE INDEX inbox_sent_at ON messaging.inbox USING brin (sent_at) WITH (pages_per_range = 32, autosummarize = on);

-- Times that no month covers, from senders with a wrong clock.
CREATE TABLE messaging.inbox_other PARTITION OF messaging.inbox DEFAULT;

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

SELECT messaging.maintain_inbox(interval '62 days');
