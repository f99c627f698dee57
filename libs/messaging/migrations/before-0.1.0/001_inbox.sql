-- Which messages this service has taken, in the transaction that handled them.
-- Partitioned by the month of the message's own time (ce_time): a redelivery carries the same time, so it meets its mark in
-- the same partition at any age, and a month past the window is dropped whole.
CREATE TABLE messaging.inbox (
  message_id uuid NOT NULL,
  sent_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'handled' CHECK (state IN ('handled', 'parked', 'dead')),
  PRIMARY KEY (message_id, sent_at)
) PARTITION BY RANGE (sent_at);

-- Times that no month covers, from senders with a wrong clock.
CREATE TABLE messaging.inbox_other PARTITION OF messaging.inbox DEFAULT;

-- Makes last month's to the month after next's partition and drops those that ended before the window began.
CREATE FUNCTION messaging.maintain_inbox(keep interval) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  first_day date := date_trunc('month', now())::date;
  from_day date;
  expired record;
BEGIN
  FOR offset_months IN -1..2 LOOP
    from_day := first_day + make_interval(months => offset_months);
    BEGIN
      EXECUTE format('CREATE TABLE IF NOT EXISTS messaging.inbox_%s PARTITION OF messaging.inbox FOR VALUES FROM (%L) TO (%L)',
        to_char(from_day, 'YYYY_MM'), from_day::timestamp AT TIME ZONE 'UTC', (from_day + interval '1 month') AT TIME ZONE 'UTC');
    EXCEPTION WHEN check_violation THEN
      RAISE NOTICE 'inbox rows of % are in inbox_other already and stay there', from_day;
    END;
  END LOOP;
  FOR expired IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'messaging.inbox'::regclass AND c.relname ~ '^inbox_\d{4}_\d{2}$'
      AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' < now() - keep
  LOOP
    EXECUTE format('DROP TABLE messaging.%I', expired.relname);
  END LOOP;
END $$;

SELECT messaging.maintain_inbox(interval '62 days');
