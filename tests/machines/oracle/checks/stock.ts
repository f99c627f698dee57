import type { Facts, Level, Order, Reservation } from '../facts.js';
import { byHand, sagasOf, stepsOf, type StepEnd } from '../steps.js';

/**
 * On hand + reserved + shipped never changes, none is below zero, and each order holds or
 * has shipped what its end says.
 */
export function stock(facts: Facts): string[] {
  const seeded = new Map(facts.seeded.map((level) => [level.sku, sumOf(level)]));
  const sagas = sagasOf(facts, 'fulfil-order');
  const ofSaga = new Map(facts.reservations.map((reservation) => [reservation.sagaId, reservation]));
  return [
    ...facts.stock.flatMap((level) => wrongLevel(level, seeded.get(level.sku), facts.reservations)),
    ...facts.orders.flatMap((order) => {
      const saga = sagas.get(order.orderId);
      return saga === undefined || byHand(saga)
        ? []
        : wrongHold(order, ofSaga.get(saga.id), stepsOf(saga).get('reserve-stock'));
    }),
  ];
}

const sumOf = ({ available, reserved, shipped }: Level): number => available + reserved + shipped;

function wrongLevel(level: Level, before: number | undefined, reservations: readonly Reservation[]): string[] {
  const { sku, available, reserved, shipped } = level;
  const quantityOf = (hold: Reservation['hold']) =>
    reservations
      .filter((each) => each.hold === hold)
      .flatMap(({ lines }) => lines)
      .filter((line) => line.sku === sku)
      .reduce((sum, { quantity }) => sum + quantity, 0);
  return [
    ...(sumOf(level) === before
      ? []
      : [`${sku}: ${available} on hand + ${reserved} reserved + ${shipped} shipped is not the ${before} there were`]),
    ...(Math.min(available, reserved, shipped) < 0
      ? [`${sku}: ${available} on hand, ${reserved} reserved, ${shipped} shipped: less than nothing`]
      : []),
    ...(reserved === quantityOf('held')
      ? []
      : [`${sku}: ${reserved} reserved, but ${quantityOf('held')} held for orders`]),
    ...(shipped === quantityOf('shipped')
      ? []
      : [`${sku}: ${shipped} shipped, but ${quantityOf('shipped')} in orders that left`]),
  ];
}

function wrongHold(
  { orderId, status }: Order,
  reservation: Reservation | undefined,
  step: StepEnd | undefined,
): string[] {
  const is = reservation?.hold ?? 'none';
  const mayBe = holds(status, step);
  return mayBe.includes(is)
    ? []
    : [`order ${orderId} is ${status} with its stock ${is} instead of ${mayBe.join(' or ')}`];
}

function holds(status: Order['status'], step: StepEnd | undefined): readonly Reservation['hold'][] {
  switch (status) {
    case 'pending':
      return ['none', 'held', 'released', 'shipped'];
    case 'fulfilled':
      return ['shipped', 'returned'];
    case 'cancelled':
      return ['none', 'released'];
    case 'needs-attention':
      return step === 'undone' ? ['none', 'released'] : ['held', 'none', 'shipped'];
    default:
      return status satisfies never;
  }
}
