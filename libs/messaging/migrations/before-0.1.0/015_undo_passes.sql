-- The undo of a dead message that holds its sequence goes before it.
ALTER TABLE messaging.parked_message
  -- It died and holds its sequence, until it is redriven or discarded.
  ADD COLUMN dead boolean NOT NULL DEFAULT false,
  -- It undoes the dead one, and so is tried before it.
  ADD COLUMN passes boolean NOT NULL DEFAULT false;
UPDATE messaging.parked_message m SET dead = true FROM messaging.parked_sequence s
  WHERE s.state = 'held' AND (m.topic, m.key) = (s.topic, s.key) AND m.position = (SELECT min(position) FROM messaging.parked_message o WHERE (o.topic, o.key) = (s.topic, s.key));
-- Which of a sequence is first.
CREATE INDEX parked_message_first ON messaging.parked_message (topic, key, passes DESC, position);
