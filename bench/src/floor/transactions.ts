import type { Pool, PoolClient } from 'pg';
import type { OrderBody } from '../load/order-body.js';
import type { FloorPart } from './tables.js';

export type Pools = Readonly<Record<FloorPart, Pool>>;

/**
 * What an order costs without any engine: the five transactions that a plain program would run one after
 * the other, each committed before the next begins. Nothing is spared to make it quick: statements are
 * prepared once a connection and, as in the services, leave together where none needs the answer of
 * another; what fits one statement commits by itself.
 */
export async function fulfil(pools: Pools, id: string, order: OrderBody): Promise<void> {
  const lines = [...order.lines].sort((one, other) => (one.sku < other.sku ? -1 : 1));
  const skus = lines.map(({ sku }) => sku);
  const quantities = lines.map(({ quantity }) => quantity);
  await place(pools.orders, id, order, [skus, quantities]);
  await reserve(pools.inventory, id, lines, [skus, quantities]);
  await pools.payments.query({
    name: 'pay',
    text: `INSERT INTO payments VALUES ($1, $2, 'EUR', $3, 'authorised', 'captured')`,
    values: [id, 4200, `ch_${id}`],
  });
  await pools.shipping.query({
    name: 'ship',
    text: `INSERT INTO shipments VALUES ($1, $2, $3, 'booked', 'dispatched')`,
    values: [id, `pa_${id}`, `SW${id}`],
  });
  await pools.orders.query({
    name: 'end',
    text: `UPDATE orders SET status = 'fulfilled', tracking_number = $2 WHERE id = $1`,
    values: [id, `SW${id}`],
  });
}

type Columns = readonly [skus: readonly string[], quantities: readonly number[]];

function place(pool: Pool, id: string, order: OrderBody, columns: Columns): Promise<void> {
  return withClient(pool, async (client) => {
    await Promise.all([
      client.query('BEGIN'),
      client.query({
        name: 'order',
        text: `INSERT INTO orders (id, customer_id, status, ship_to, total_amount, currency, placed_at) VALUES ($1, $2, 'pending', $3, $4, 'EUR', now())`,
        values: [id, order.customerId, JSON.stringify(order.shipTo), 4200],
      }),
      client.query({
        name: 'lines',
        text: 'INSERT INTO order_lines (order_id, sku, quantity) SELECT $1, * FROM unnest($2::text[], $3::int[])',
        values: [id, ...columns],
      }),
      client.query('COMMIT'),
    ]);
  });
}

function reserve(pool: Pool, id: string, lines: OrderBody['lines'], [skus, quantities]: Columns): Promise<void> {
  return withClient(pool, async (client) => {
    // In one order for all, or two orders of the same things would wait for each other for ever.
    const lock = {
      name: 'lock',
      text: 'SELECT sku, available FROM stock WHERE sku = ANY($1) ORDER BY sku FOR UPDATE',
      values: [skus],
    };
    const [, { rows }] = await Promise.all([
      client.query('BEGIN'),
      client.query<{ sku: string; available: number }>(lock),
    ]);
    const left = new Map(rows.map(({ sku, available }) => [sku, available]));
    const holds = lines.every(({ sku, quantity }) => (left.get(sku) ?? 0) >= quantity);
    if (!holds) throw new Error('the floor ran out of stock');
    await Promise.all([
      client.query({
        name: 'take',
        text: `UPDATE stock SET available = available - taken.quantity, reserved = reserved + taken.quantity
          FROM unnest($1::text[], $2::int[]) AS taken (sku, quantity) WHERE stock.sku = taken.sku`,
        values: [skus, quantities],
      }),
      client.query({
        name: 'reserve',
        text: `INSERT INTO reservations VALUES ($1, 'held', $2)`,
        values: [id, JSON.stringify(lines)],
      }),
      client.query('COMMIT'),
    ]);
  });
}

async function withClient(pool: Pool, work: (client: PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await work(client);
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}
