CREATE TABLE "refunds" (
    "saga_id" TEXT COLLATE "C" NOT NULL,
    "order_id" UUID NOT NULL,
    "fulfilment_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL CHECK (amount >= 0),
    "currency" CHAR(3) NOT NULL,
    "status" TEXT NOT NULL CHECK (status IN ('asked', 'unknown', 'refunded', 'not-captured', 'refund-refused')),

    CONSTRAINT "refunds_pkey" PRIMARY KEY ("saga_id")
);

CREATE UNIQUE INDEX "refunds_fulfilment_id_key" ON "refunds" ("fulfilment_id");
