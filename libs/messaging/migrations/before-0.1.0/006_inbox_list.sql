-- For people who look for what came lately. BRIN: rows come in about the order of their times, and an insert pays next to nothing.
CREATE INDEX inbox_sent_at ON messaging.inbox USING brin (sent_at) WITH (pages_per_range = 32, autosummarize = on);
