-- A few rows that every order writes: nearly empty pages keep their versions from spreading.
CREATE TABLE "stock" (
    "sku" TEXT NOT NULL,
    "available" INTEGER NOT NULL CHECK (available >= 0),
    "reserved" INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    "shipped" INTEGER NOT NULL DEFAULT 0 CHECK (shipped >= 0),

    CONSTRAINT "stock_pkey" PRIMARY KEY ("sku")
) WITH (fillfactor = 10);

CREATE TABLE "reservations" (
    "saga_id" TEXT COLLATE "C" NOT NULL,
    "order_id" UUID NOT NULL,
    "answer" TEXT NOT NULL CHECK (answer IN ('reserved', 'stock-refused', 'deadline-missed', 'withdrawn')),
    "reservation_id" UUID,
    "refused_sku" TEXT,
    "hold" TEXT NOT NULL CHECK (hold IN ('none', 'held', 'released', 'shipped')),
    "lines" JSONB NOT NULL,

    CONSTRAINT "reservations_pkey" PRIMARY KEY ("saga_id")
) WITH (fillfactor = 60);
