import type { Stack } from '@sagaworks/tools';
import pg from 'pg';

/**
 * Products of the bench's own, beside the seven of the seed: with three lines an order, seven rows of stock would be
 * what one transaction an order (the floor) waits for, and the yardstick would be too low.
 */
export const benchSkus: readonly string[] = Array.from(
  { length: 1000 },
  (_, index) => `BENCH-${String(index).padStart(4, '0')}`,
);

export async function addBenchProducts({ postgres }: Stack): Promise<void> {
  await run(
    postgres.url('orders'),
    `INSERT INTO products (sku, name, price_amount, currency)
    SELECT sku, sku, 1400, 'EUR' FROM unnest($1::text[]) AS sku ON CONFLICT (sku) DO NOTHING`,
    [benchSkus],
  );
  await run(
    postgres.url('inventory'),
    `INSERT INTO stock (sku, available) SELECT sku, 1000000 FROM unnest($1::text[]) AS sku ON CONFLICT (sku) DO NOTHING`,
    [benchSkus],
  );
}

/** What earlier runs left to be written is written now, not while the next one is measured. */
export async function checkpoint({ postgres }: Stack): Promise<void> {
  await run(postgres.url('postgres'), 'CHECKPOINT');
}

/** Old rows of the warm-up are cleared now: PostgreSQL would do it by itself, while some level is measured. */
export async function vacuum({ postgres }: Stack): Promise<void> {
  const databases = await run<{ datname: string }>(
    postgres.url('postgres'),
    'SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate',
  );
  for (const { datname } of databases) await run(postgres.url(datname), 'VACUUM (ANALYZE)');
}

async function run<Row extends object>(connectionString: string, text: string, values?: unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client
    .query<Row>(text, values)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}
