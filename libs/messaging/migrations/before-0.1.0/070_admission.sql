-- How many instances each process of the service has completed since it started: what the door judges the rate by (rule 31).
CREATE TABLE messaging.saga_completions (
  process uuid NOT NULL,
  saga text NOT NULL,
  completed bigint NOT NULL,
  told_at timestamptz NOT NULL,
  PRIMARY KEY (process, saga)
);
