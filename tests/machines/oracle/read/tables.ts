import type { Facts, HistoryLine, Kept, Letter, Level, Order, Outside, Reservation, Saga, UsedKey } from '../facts.js';
import { sagas, stepsOfPlan } from '../protocol.js';
import { look, millis, type Sources } from './sources.js';

const ORDERS = `SELECT id AS "orderId", saga_id AS "sagaId", status, reason_code AS reason, email, lines, total_amount::float8 AS amount, currency,
  tracking_number AS "trackingNumber", ${millis('placed_at')} AS "placedAt" FROM orders ORDER BY placed_at, id`;
const KEYS = 'SELECT customer_id AS "customerId", key, order_id AS "orderId" FROM idempotency_keys';
const SAGAS = 'SELECT id, saga, business_key AS "orderId", status FROM messaging.saga_instance';
const HISTORY = `SELECT instance_id AS "sagaId", seq, ${millis('at')} AS at, message_id AS "messageId", kind, step, detail FROM messaging.saga_history ORDER BY instance_id, seq, line`;
const OPERATIONS = (table: string) =>
  `SELECT key, answer->>'kind' AS kind, answer->>'outcome' AS outcome, answer->>'orderId' AS "orderId" FROM ${table}`;

/** Of each step whose participant has a table of its own. */
const KEPT = Object.values(sagas)
  .flatMap(stepsOfPlan)
  .flatMap(({ step, at, books }) =>
    books === undefined
      ? []
      : [{ at, text: `SELECT saga_id AS "sagaId", '${step}' AS step FROM ${books.table} WHERE ${books.stands}` }],
  );

export const readStock = ({ database }: Sources): Promise<Level[]> =>
  look(database('inventory'), (query) =>
    query<Level>('SELECT sku, available, reserved, shipped FROM stock ORDER BY sku'),
  );

/** The shop's own tables: orders and sagas, stock, letters. */
export async function readTables(
  sources: Sources,
): Promise<Omit<Facts, 'said' | 'seeded' | 'outside' | 'services' | 'records'>> {
  const { database } = sources;
  const [orders, inventory, letters, kept] = await Promise.all([
    look(database('orders'), async (query) => ({
      orders: await query<Order>(ORDERS),
      keys: await query<UsedKey>(KEYS),
      sagas: withHistory(
        await query<Omit<Saga, 'history'>>(SAGAS),
        await query<HistoryLine & { sagaId: string }>(HISTORY),
      ),
      prices: await query<{ sku: string; price: number }>('SELECT sku, price_amount AS price FROM products'),
    })),
    look(database('inventory'), async (query) => ({
      stock: await query<Level>('SELECT sku, available, reserved, shipped FROM stock ORDER BY sku'),
      reservations: await query<Reservation>(
        'SELECT saga_id AS "sagaId", order_id AS "orderId", answer, hold, lines FROM reservations',
      ),
    })),
    look(database('notifier'), (query) => query<Letter>('SELECT order_id AS "orderId", kind, status FROM mails')),
    Promise.all(KEPT.map(({ at, text }) => look(database(at), (query) => query<Kept>(text)))),
  ]);
  return {
    ...orders,
    ...inventory,
    letters,
    kept: kept.flat(),
    prices: Object.fromEntries(orders.prices.map(({ sku, price }) => [sku, price])),
  };
}

function withHistory(
  instances: readonly Omit<Saga, 'history'>[],
  lines: readonly (HistoryLine & { readonly sagaId: string })[],
): Saga[] {
  const ofSaga = Map.groupBy(lines, ({ sagaId }) => sagaId);
  return instances.map((instance) => ({ ...instance, history: ofSaga.get(instance.id) ?? [] }));
}

/** The books of the card processor, the carrier and the mailbox. */
export const readOutside = ({ database }: Sources): Promise<Outside> =>
  look(database('sandbox'), async (query) => ({
    charges: await query<Outside['charges'][number]>(
      'SELECT charge_id AS "chargeId", order_id AS "orderId", amount::float8 AS amount, currency, status FROM charges',
    ),
    parcels: await query<Outside['parcels'][number]>(
      'SELECT parcel_id AS "parcelId", order_id AS "orderId", tracking_number AS "trackingNumber", status FROM parcels',
    ),
    mails: await query<Outside['mails'][number]>('SELECT message_id AS "messageId" FROM mails'),
    operations: [
      ...(await query<Outside['operations'][number]>(OPERATIONS('card_operations'))),
      ...(await query<Outside['operations'][number]>(OPERATIONS('carrier_operations'))),
    ],
  }));
