-- For notices, which are looked for every few seconds: next to none of what is parked is stuck.
CREATE INDEX parked_sequence_stuck ON messaging.parked_sequence (topic) WHERE full_since IS NOT NULL OR state = 'held';
-- Which message is parked, for people who look at the inbox.
CREATE INDEX parked_message_message ON messaging.parked_message (message_id);
-- For retention.
CREATE INDEX dead_letter_group_event_age ON messaging.dead_letter_group_event (at);
