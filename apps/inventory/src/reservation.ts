import { StockRefused, StockReserved, type StockLine } from '@sagaworks/contracts';
import type { OutgoingMessage } from '@sagaworks/messaging';

export type Refusal = 'stock-refused' | 'deadline-missed' | 'withdrawn';

/**
 * What became of the ReserveStock of one saga. `answer` is final; `hold` moves on from held to released or
 * shipped, and from shipped to returned.
 */
export type Reservation = Reserved | Refused;

interface Reserved {
  readonly orderId: string;
  readonly answer: 'reserved';
  readonly reservationId: string;
  readonly hold: 'held' | 'released' | 'shipped' | 'returned';
  /** One a sku. */
  readonly lines: readonly StockLine[];
}

interface Refused {
  readonly orderId: string;
  readonly answer: Refusal;
  readonly refusedSku?: string;
  readonly hold: 'none';
}

export const refused = (orderId: string, answer: Refusal, refusedSku?: string): Refused => ({
  orderId,
  answer,
  hold: 'none',
  ...(refusedSku === undefined ? {} : { refusedSku }),
});

/** The same answer however often it is asked for. */
export function answerOf(reservation: Reservation): OutgoingMessage {
  const { orderId } = reservation;
  if (reservation.answer === 'reserved') return StockReserved({ orderId, reservationId: reservation.reservationId });
  const { answer, refusedSku } = reservation;
  return StockRefused({
    orderId,
    reason: { code: answer, text: textOf(answer, refusedSku) },
    ...(refusedSku === undefined ? {} : { sku: refusedSku }),
  });
}

function textOf(refusal: Refusal, sku = 'a line'): string {
  switch (refusal) {
    case 'stock-refused':
      return `There is not enough stock of ${sku}.`;
    case 'deadline-missed':
      return 'The stock was asked for too late.';
    case 'withdrawn':
      return 'The order was taken back before its stock was asked for.';
    default:
      return refusal satisfies never;
  }
}
