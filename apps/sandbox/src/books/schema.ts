/** Any constant: two processes that start at the same time make the tables one after the other. */
const LOCK = 4_190_221_003;

/** The whole schema, run at every start. `number` is the order in which things were first written; lists page by it. */
export const schema = `
BEGIN;
SELECT pg_advisory_xact_lock(${LOCK});

CREATE TABLE IF NOT EXISTS card_operations (
  key         text PRIMARY KEY,
  fingerprint text, -- of the request; null: planted by a void that came first
  answer      json NOT NULL -- not jsonb: the same bytes again
);
CREATE TABLE IF NOT EXISTS charges (
  number            bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  charge_id         text PRIMARY KEY,
  authorisation_key text NOT NULL UNIQUE,
  order_id          text NOT NULL,
  card_token        text NOT NULL,
  amount            bigint NOT NULL,
  currency          text NOT NULL,
  status            text NOT NULL
);
CREATE INDEX IF NOT EXISTS charges_of_order ON charges (order_id);
CREATE TABLE IF NOT EXISTS flaky_calls (
  key   text PRIMARY KEY,
  calls integer NOT NULL
);

CREATE TABLE IF NOT EXISTS carrier_operations (
  key         text PRIMARY KEY,
  fingerprint text, -- of the request; null: planted by a cancellation that came first
  answer      json NOT NULL -- not jsonb: the same bytes again
);
CREATE TABLE IF NOT EXISTS parcels (
  number          bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  parcel_id       text PRIMARY KEY,
  booking_key     text NOT NULL UNIQUE,
  order_id        text NOT NULL,
  tracking_number text NOT NULL,
  ship_to         jsonb NOT NULL,
  status          text NOT NULL
);
CREATE INDEX IF NOT EXISTS parcels_of_order ON parcels (order_id);

CREATE TABLE IF NOT EXISTS mails (
  number      bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  message_id  text PRIMARY KEY,
  order_id    text,
  recipient   text NOT NULL,
  subject     text NOT NULL,
  body        text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS mails_of_order ON mails (order_id);
COMMIT;
`;
