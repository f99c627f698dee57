CREATE TABLE "mails" (
    "kind" TEXT NOT NULL CHECK (kind IN ('order-fulfilled', 'order-cancelled', 'order-needs-attention')),
    "order_id" UUID NOT NULL,
    "to" TEXT NOT NULL,
    "status" TEXT NOT NULL CHECK (status IN ('asked', 'sent', 'refused')),

    CONSTRAINT "mails_pkey" PRIMARY KEY ("order_id", "kind")
) WITH (fillfactor = 70);
