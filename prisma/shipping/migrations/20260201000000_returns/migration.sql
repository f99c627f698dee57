CREATE TABLE "returns" (
    "saga_id" TEXT COLLATE "C" NOT NULL,
    "order_id" UUID NOT NULL,
    "customer_id" TEXT,
    "email" TEXT,
    "status" TEXT NOT NULL CHECK (status IN ('authorised', 'received', 'cancelled', 'not-dispatched', 'deadline-missed', 'withdrawn')),
    "awaited_step" TEXT,
    "awaited_ask" INTEGER,

    CONSTRAINT "returns_pkey" PRIMARY KEY ("saga_id")
);

CREATE INDEX "returns_order_id_idx" ON "returns" ("order_id");
