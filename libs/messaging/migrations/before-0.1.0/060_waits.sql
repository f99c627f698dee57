-- Every wait has an age: these are walked from the oldest on, and never through what has been.
CREATE INDEX call_waiting ON messaging.call (party, seq) WHERE state IN ('open', 'answer-failed');
CREATE INDEX parked_sequence_oldest ON messaging.parked_sequence (first_failed_at) WHERE state = 'retrying';
CREATE INDEX dead_letter_dead ON messaging.dead_letter (fingerprint, number) WHERE status = 'dead';
-- What one instance sees of itself is over when that one says so, or has not shown it for a while.
ALTER TABLE messaging.notice ADD COLUMN instance text;
ALTER TABLE messaging.notice ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now();
