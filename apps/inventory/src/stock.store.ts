import type { StockLine } from '@sagaworks/contracts';
import type { Store, Tx } from '@sagaworks/messaging';
import { columns } from '@sagaworks/messaging/postgres';
import type { Refusal, Reservation } from './reservation.js';
import { Stock, type Level } from './stock.js';

/** A sku whose level, or a saga whose reservation, and with it the levels of its lines, is needed. */
export type StockKey = { readonly sku: string } | { readonly sagaId: string };

interface LevelRow extends Level {
  readonly sku: string;
}
interface ReservationRow {
  readonly saga_id: string;
  readonly order_id: string;
  readonly answer: Refusal | 'reserved';
  readonly reservation_id: string | null;
  readonly refused_sku: string | null;
  readonly hold: Reservation['hold'];
  readonly lines: readonly StockLine[];
}

const LOCK_RESERVATIONS = `
  SELECT saga_id, order_id, answer, reservation_id, refused_sku, hold, lines FROM reservations WHERE saga_id = ANY($1::text[]) ORDER BY saga_id FOR UPDATE`;
const LOCK_LEVELS = `
  SELECT sku, available, reserved, shipped FROM stock
  WHERE sku = ANY($1::text[]) OR sku IN (SELECT line->>'sku' FROM reservations, jsonb_array_elements(lines) line WHERE saga_id = ANY($2::text[]) AND hold IN ('held', 'shipped'))
  ORDER BY sku FOR UPDATE`;
const INSERT_RESERVATIONS = `
  INSERT INTO reservations (saga_id, order_id, answer, reservation_id, refused_sku, hold, lines)
  SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::jsonb[])`;
const UPDATE_HOLDS = `
  UPDATE reservations SET hold = new.hold FROM unnest($1::text[], $2::text[]) AS new (saga_id, hold) WHERE reservations.saga_id = new.saga_id`;
const UPDATE_LEVELS = `
  UPDATE stock SET available = new.available, reserved = new.reserved, shipped = new.shipped
  FROM unnest($1::text[], $2::int[], $3::int[], $4::int[]) AS new (sku, available, reserved, shipped) WHERE stock.sku = new.sku`;

/**
 * Stock levels and reservations in PostgreSQL: two statements bring a batch in, at most three take it out.
 * No `Table`: which levels a reservation needs stands in its own row, so that the second statement has to
 * look there, in the same round trip.
 */
export class StockStore implements Store<StockKey, Stock> {
  async load(tx: Tx, keys: readonly StockKey[]): Promise<Stock> {
    const sagaIds = keys.flatMap((key) => ('sagaId' in key ? [key.sagaId] : []));
    const skus = keys.flatMap((key) => ('sku' in key ? [key.sku] : []));
    const [reservations, levels] = await Promise.all([
      tx.sql<ReservationRow>(LOCK_RESERVATIONS, [sagaIds]),
      tx.sql<LevelRow>(LOCK_LEVELS, [skus, sagaIds]),
    ]);
    return new Stock(
      new Map(levels.map(({ sku, ...level }) => [sku, level])),
      new Map(reservations.map((row) => [row.saga_id, reservationOf(row)])),
    );
  }

  save(tx: Tx, stock: Stock): void {
    const changed = [...stock.changedSagas].map((sagaId) => ({ sagaId, reservation: stock.reservations.get(sagaId)! }));
    const added = changed.filter(({ sagaId }) => stock.isNew(sagaId));
    const moved = changed.filter(({ sagaId }) => !stock.isNew(sagaId));
    if (added.length > 0) void tx.sql(INSERT_RESERVATIONS, columns(added.map(toRow)));
    if (moved.length > 0)
      void tx.sql(UPDATE_HOLDS, columns(moved.map(({ sagaId, reservation }) => [sagaId, reservation.hold])));
    const levels = [...stock.changedSkus].map((sku) => ({ sku, ...stock.levels.get(sku)! }));
    if (levels.length > 0)
      void tx.sql(
        UPDATE_LEVELS,
        columns(levels.map(({ sku, available, reserved, shipped }) => [sku, available, reserved, shipped])),
      );
  }
}

function reservationOf(row: ReservationRow): Reservation {
  const { order_id: orderId, answer, hold } = row;
  if (answer === 'reserved')
    return { orderId, answer, reservationId: row.reservation_id!, hold: hold as 'held', lines: row.lines };
  return { orderId, answer, hold: 'none', ...(row.refused_sku === null ? {} : { refusedSku: row.refused_sku }) };
}

function toRow({ sagaId, reservation }: { sagaId: string; reservation: Reservation }): readonly unknown[] {
  const { orderId, answer, hold } = reservation;
  return reservation.answer === 'reserved'
    ? [sagaId, orderId, answer, reservation.reservationId, null, hold, JSON.stringify(reservation.lines)]
    : [sagaId, orderId, answer, null, reservation.refusedSku ?? null, hold, '[]'];
}
