-- Each payment is written about four times, so room is left for the later versions on the same page.
CREATE TABLE "payments" (
    "saga_id" TEXT COLLATE "C" NOT NULL,
    "order_id" UUID NOT NULL,
    "amount" BIGINT NOT NULL CHECK (amount >= 0),
    "currency" CHAR(3) NOT NULL,
    "payment_id" TEXT,
    "authorisation" TEXT NOT NULL CHECK (authorisation IN ('asked', 'authorised', 'card-declined', 'insufficient-funds', 'giving-up', 'deadline-missed', 'withdrawn')),
    "capture" TEXT NOT NULL CHECK (capture IN ('none', 'asked', 'captured', 'capture-refused')),
    "voiding" TEXT NOT NULL CHECK (voiding IN ('none', 'asked', 'voided', 'already-captured', 'refused')),

    CONSTRAINT "payments_pkey" PRIMARY KEY ("saga_id")
) WITH (fillfactor = 50);
