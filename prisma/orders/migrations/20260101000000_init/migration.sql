CREATE TABLE "products" (
    "sku" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "price_amount" INTEGER NOT NULL CHECK (price_amount >= 0),
    "currency" CHAR(3) NOT NULL,

    CONSTRAINT "products_pkey" PRIMARY KEY ("sku")
);

-- Each order is written twice, so room is left for the second version on the same page.
CREATE TABLE "orders" (
    "id" UUID NOT NULL,
    "customer_id" TEXT NOT NULL,
    "email" TEXT,
    "saga_id" UUID NOT NULL,
    "trace_id" TEXT,
    "status" TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'fulfilled', 'cancelled', 'needs-attention')),
    "reason_code" TEXT,
    "reason_text" TEXT,
    "lines" JSONB NOT NULL,
    "ship_to" JSONB NOT NULL,
    "total_amount" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "shipment_id" TEXT,
    "tracking_number" TEXT,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id")
) WITH (fillfactor = 60);

-- Fulfilled orders, nearly all of them, are left out: lists of the others stay quick.
CREATE INDEX "orders_not_fulfilled" ON "orders" ("status", "id") WHERE status <> 'fulfilled';

CREATE TABLE "idempotency_keys" (
    "customer_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "order_id" UUID NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("customer_id", "key")
);

CREATE INDEX "idempotency_keys_used_at_idx" ON "idempotency_keys" ("used_at");
