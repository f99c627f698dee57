import { StockReleased, StockRestocked, type ReserveStock, type StockLine } from '@sagaworks/contracts';
import type { Context, DataOf, OutgoingMessage } from '@sagaworks/messaging';
import { answerOf, refused, type Reservation } from './reservation.js';

/** How much there is of one sku, and where it is; an order moves it, and never changes the sum. */
export interface Level {
  available: number;
  reserved: number;
  shipped: number;
}

type Request = DataOf<typeof ReserveStock>;

/** The loaded levels and reservations, with the rules that move stock between them. */
export class Stock {
  readonly changedSkus = new Set<string>();
  readonly changedSagas = new Set<string>();
  readonly #loadedSagas: ReadonlySet<string>;

  constructor(
    readonly levels: ReadonlyMap<string, Level>,
    readonly reservations: Map<string, Reservation>,
  ) {
    this.#loadedSagas = new Set(reservations.keys());
  }

  find(sagaId: string): Reservation | undefined {
    return this.reservations.get(sagaId);
  }

  isNew(sagaId: string): boolean {
    return !this.#loadedSagas.has(sagaId);
  }

  /** Holds every line or none; asked again it gives its first answer again. */
  reserve(request: Request, sagaId: string, context: Context): OutgoingMessage {
    const known = this.reservations.get(sagaId);
    if (known !== undefined) return answerOf(known);
    const decided = this.#decide(request, context);
    this.#put(sagaId, decided);
    return answerOf(decided);
  }

  /** Gives the hold back. One that comes first leaves a refusal for the reservation to find. */
  release(orderId: string, sagaId: string): OutgoingMessage {
    const known = this.reservations.get(sagaId);
    if (known === undefined) this.#put(sagaId, refused(orderId, 'withdrawn'));
    if (known?.hold === 'shipped' || known?.hold === 'returned')
      throw new Error(`order ${orderId} is shipped: its stock cannot be released`);
    if (known?.hold === 'held') this.#end(sagaId, known, 'released', 'reserved', 'available');
    return StockReleased({ orderId });
  }

  /** The parcel has left: what was held is gone. */
  ship(orderId: string, sagaId: string): void {
    const known = this.reservations.get(sagaId);
    if (known?.hold === 'shipped' || known?.hold === 'returned') return;
    if (known?.hold !== 'held')
      throw new Error(`order ${orderId} is dispatched, but its stock is ${known?.hold ?? 'unknown'}, not held`);
    this.#end(sagaId, known, 'shipped', 'reserved', 'shipped');
  }

  /** What had left is back on the shelf. Asked again it changes nothing. */
  restock(orderId: string, sagaId: string): OutgoingMessage {
    const known = this.reservations.get(sagaId);
    if (known?.hold === 'shipped') this.#end(sagaId, known, 'returned', 'shipped', 'available');
    else if (known?.hold !== 'returned')
      throw new Error(`order ${orderId} comes back, but its stock is ${known?.hold ?? 'unknown'}, not shipped`);
    return StockRestocked({ orderId });
  }

  #decide({ orderId, lines }: Request, context: Context): Reservation {
    if (context.late) return refused(orderId, 'deadline-missed');
    const needed = inTotal(lines);
    const short = needed.find(({ sku, quantity }) => (this.levels.get(sku)?.available ?? 0) < quantity);
    if (short !== undefined) return refused(orderId, 'stock-refused', short.sku);
    for (const line of needed) this.#move(line, 'available', 'reserved');
    return { orderId, answer: 'reserved', reservationId: context.id('reservation'), hold: 'held', lines: needed };
  }

  #end(
    sagaId: string,
    held: Extract<Reservation, { answer: 'reserved' }>,
    hold: 'released' | 'shipped' | 'returned',
    from: keyof Level,
    to: keyof Level,
  ): void {
    for (const line of held.lines) this.#move(line, from, to);
    this.#put(sagaId, { ...held, hold });
  }

  #move({ sku, quantity }: StockLine, from: keyof Level, to: keyof Level): void {
    const level = this.levels.get(sku);
    if (level === undefined) throw new Error(`stock holds no sku ${sku}, but a reservation does`);
    level[from] -= quantity;
    level[to] += quantity;
    this.changedSkus.add(sku);
  }

  #put(sagaId: string, reservation: Reservation): void {
    this.reservations.set(sagaId, reservation);
    this.changedSagas.add(sagaId);
  }
}

/** One line a sku, so that two lines cannot share what only one of them could have. */
function inTotal(lines: readonly StockLine[]): StockLine[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
}
