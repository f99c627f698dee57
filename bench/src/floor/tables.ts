import pg from 'pg';

/** One database each, as the services have it. */
export const floorParts = ['orders', 'inventory', 'payments', 'shipping'] as const;
export type FloorPart = (typeof floorParts)[number];
export type FloorUrls = Readonly<Record<FloorPart, string>>;

/** The services' own tables, with the columns that an order's good way fills. */
const tables: Readonly<Record<FloorPart, string>> = {
  orders: `
    CREATE TABLE orders (
      id uuid PRIMARY KEY, customer_id text NOT NULL, status text NOT NULL, ship_to jsonb NOT NULL,
      total_amount bigint NOT NULL, currency char(3) NOT NULL, tracking_number text, placed_at timestamptz(3) NOT NULL
    ) WITH (fillfactor = 60);
    CREATE TABLE order_lines (order_id uuid NOT NULL, sku text NOT NULL, quantity int NOT NULL, PRIMARY KEY (order_id, sku))`,
  inventory: `
    CREATE TABLE stock (sku text PRIMARY KEY, available int NOT NULL CHECK (available >= 0), reserved int NOT NULL DEFAULT 0) WITH (fillfactor = 10);
    CREATE TABLE reservations (order_id uuid PRIMARY KEY, hold text NOT NULL, lines jsonb NOT NULL) WITH (fillfactor = 60)`,
  payments: `
    CREATE TABLE payments (
      order_id uuid PRIMARY KEY, amount bigint NOT NULL, currency char(3) NOT NULL, payment_id text, authorisation text NOT NULL, capture text NOT NULL
    ) WITH (fillfactor = 50)`,
  shipping: `
    CREATE TABLE shipments (order_id uuid PRIMARY KEY, shipment_id text, tracking_number text, booking text NOT NULL, dispatch text NOT NULL) WITH (fillfactor = 50)`,
};

/**
 * Makes the floor's databases in the cluster that the services use, so that it shares their disk and their settings.
 */
export async function makeFloorDatabases(
  urlOf: (database: string) => string,
  skus: readonly string[],
): Promise<FloorUrls> {
  const urls = Object.fromEntries(floorParts.map((part) => [part, urlOf(`floor_${part}`)])) as Record<
    FloorPart,
    string
  >;
  for (const part of floorParts) {
    await run(urlOf('postgres'), `DROP DATABASE IF EXISTS floor_${part}`);
    await run(urlOf('postgres'), `CREATE DATABASE floor_${part}`);
    await run(urls[part], tables[part]);
  }
  await run(
    urls.inventory,
    'INSERT INTO stock (sku, available) SELECT sku, 1000000000 FROM unnest($1::text[]) AS sku',
    [skus],
  );
  return urls;
}

async function run(connectionString: string, text: string, values?: unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(text, values).finally(() => client.end());
}
