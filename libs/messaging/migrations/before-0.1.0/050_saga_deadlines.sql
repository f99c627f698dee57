-- When an instance is looked at for an overdue ask. Never later than it falls due, but often earlier: a transition moves it only to
-- come sooner, so it stays as it is on most, and they stay HOT updates. Who looks too early sets it right.
ALTER TABLE messaging.saga_instance ADD COLUMN look_at timestamptz;
UPDATE messaging.saga_instance SET look_at = due_at WHERE status IN ('running', 'compensating');
CREATE INDEX saga_instance_look ON messaging.saga_instance (look_at, id) WHERE look_at IS NOT NULL;

-- When the service was last in contact with the broker; one row, for all its instances. Before the first contact there was no outage.
CREATE TABLE messaging.broker_contact (single boolean PRIMARY KEY DEFAULT true CHECK (single), at timestamptz) WITH (fillfactor = 20);
INSERT INTO messaging.broker_contact (at) VALUES (NULL);

-- Times without contact: what was asked could not leave, or its answer not come.
CREATE TABLE messaging.broker_outage (began_at timestamptz PRIMARY KEY, ended_at timestamptz NOT NULL);
