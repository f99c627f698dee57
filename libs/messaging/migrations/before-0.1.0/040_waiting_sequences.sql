-- A sequence that waits for something other than its message: a version of the service that knows it, a row that somebody
-- holds. Its tries do not count. `waits_for` is the class of the error that says what it waits for.
ALTER TABLE messaging.parked_sequence ADD COLUMN waits_for text;
ALTER TABLE messaging.parked_sequence DROP CONSTRAINT parked_sequence_state_check;
ALTER TABLE messaging.parked_sequence ADD CONSTRAINT parked_sequence_state_check CHECK (state IN ('retrying', 'waiting', 'held'));
ALTER TABLE messaging.parked_sequence ADD CONSTRAINT parked_sequence_waiting_check CHECK ((state = 'waiting') = (waits_for IS NOT NULL));
