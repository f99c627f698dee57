-- An edit may mend headers, too, or nothing but headers: then the value stays the original's.
ALTER TABLE messaging.dead_letter_edit
  ALTER COLUMN value DROP NOT NULL,
  -- By name; null takes one away.
  ADD COLUMN headers jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN header_diff jsonb NOT NULL DEFAULT '[]';
