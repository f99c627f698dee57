-- Which undos of sagas' steps were handled here, so that a redrive of the action can tell that it meets one.
CREATE TABLE messaging.undo (
  saga_id text NOT NULL,
  step text NOT NULL,
  -- Message type of the command that was undone.
  action text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (saga_id, step, action)
);
-- For dropping old ones.
CREATE INDEX undo_age ON messaging.undo USING brin (at);

-- As it was when the letter was redriven, and when that ended.
ALTER TABLE messaging.redrive_item ADD COLUMN undone_at timestamptz;
