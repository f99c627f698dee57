-- For the condition keys-waiting, which is looked for every few seconds: the oldest of those that wait for what is not their fault.
CREATE INDEX parked_sequence_waiting ON messaging.parked_sequence (first_failed_at) WHERE state = 'waiting';
