-- Each shipment is written about four times, so room is left for the later versions on the same page.
CREATE TABLE "shipments" (
    "saga_id" TEXT COLLATE "C" NOT NULL,
    "order_id" UUID NOT NULL,
    "shipment_id" TEXT,
    "tracking_number" TEXT,
    "booking" TEXT NOT NULL CHECK (booking IN ('asked', 'booked', 'no-carrier', 'giving-up', 'deadline-missed', 'withdrawn')),
    "dispatch" TEXT NOT NULL CHECK (dispatch IN ('none', 'asked', 'dispatched')),
    "cancellation" TEXT NOT NULL CHECK (cancellation IN ('none', 'asked', 'cancelled', 'already-dispatched', 'refused')),

    CONSTRAINT "shipments_pkey" PRIMARY KEY ("saga_id")
) WITH (fillfactor = 50);
