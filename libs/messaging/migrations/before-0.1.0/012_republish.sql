-- The topics of the broker as the relay last knew them: one that has another id was made anew, and what had been sent to it is gone.
CREATE TABLE messaging.broker_topic (
  topic text PRIMARY KEY,
  cluster_id text NOT NULL,
  topic_id text NOT NULL
);

-- Sending again what was sent. The relay's leader carries it out before it sends anything else.
CREATE TABLE messaging.republish (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  cause text NOT NULL CHECK (cause IN ('operator', 'new-cluster', 'new-topic')),
  -- Who asks, as they say; `relay` where the broker was found to be another.
  actor text NOT NULL,
  -- Outbox entries written before are left out.
  since timestamptz NOT NULL,
  -- Only entries with a message for one of them; null: all.
  topics text[],
  asked_at timestamptz NOT NULL DEFAULT now(),
  -- When all of it was put back among the unsent.
  done_at timestamptz,
  messages integer NOT NULL DEFAULT 0
);
CREATE INDEX republish_open ON messaging.republish (id) WHERE done_at IS NULL;
