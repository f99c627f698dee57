-- Up to which id all of the outbox is sent and marked as sent, as its leader last noted: whoever leads next, or counts what is unsent,
-- begins behind it. In the index of what is unsent, marks stay until vacuum may remove them, which is never while an old snapshot is open.
CREATE TABLE messaging.outbox_floor (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  id bigint NOT NULL DEFAULT 0,
  -- Of the leader that noted it: what an earlier one still notes changes nothing.
  epoch bigint NOT NULL DEFAULT 0
);
INSERT INTO messaging.outbox_floor DEFAULT VALUES;
