-- What is sent again is no backlog: the last outbox entry that there was when the republish began.
ALTER TABLE messaging.republish ADD COLUMN up_to bigint;
CREATE INDEX republish_up_to ON messaging.republish (up_to);
