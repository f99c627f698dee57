-- Which channels have told of it already: one that failed is tried again alone.
ALTER TABLE messaging.notice ADD COLUMN told text[] NOT NULL DEFAULT '{}';
