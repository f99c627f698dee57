import type { Facts, Order, Saga, TopicRecord } from '../facts.js';
import { sagasOf, stepsOf } from '../steps.js';

const ENDS: Readonly<Record<Order['status'], readonly Saga['status'][]>> = {
  pending: ['running', 'compensating'],
  fulfilled: ['completed', 'resolved'],
  cancelled: ['rolled-back', 'resolved'],
  'needs-attention': ['needs-operator', 'resolved'],
};

/** Every order has one saga, which has come to rest where the order says; one that is stuck has said so. */
export function sagaEnds(facts: Facts): string[] {
  const ofOrder = sagasOf(facts, 'fulfil-order');
  const cries = new Set(
    facts.records.filter(({ type }) => type === 'orders.order-needs-attention').map(({ key }: TopicRecord) => key),
  );
  return [
    ...facts.orders.flatMap((order) => disagreeing(order, ofOrder.get(order.orderId))),
    ...facts.sagas
      .filter((saga) => isMoving(saga))
      .map(({ saga, orderId, status }) => `${saga} of order ${orderId} is still ${status}`),
    ...facts.sagas.flatMap(endsOtherwise),
    ...[...ofOrder.values()]
      .filter(({ status, orderId }) => status === 'needs-operator' && !cries.has(orderId))
      .map(({ orderId }) => `order ${orderId} needs a person, and nobody was told`),
  ];
}

function disagreeing({ orderId, sagaId, status }: Order, saga: Saga | undefined): string[] {
  if (saga === undefined) return [`order ${orderId} has no saga`];
  if (saga.id !== sagaId) return [`order ${orderId} names saga ${sagaId}, but ${saga.id} is about it`];
  return ENDS[status].includes(saga.status) ? [] : [`order ${orderId} is ${status}, but its saga ${saga.status}`];
}

/** A return may wait for its parcel for weeks. */
const isMoving = (saga: Saga): boolean =>
  saga.status === 'compensating' || (saga.status === 'running' && stepsOf(saga).get('receive-parcel') !== 'asked');

const LAST: readonly string[] = ['completed', 'rolled-back', 'needs-operator', 'resolved'] satisfies Saga['status'][];

function endsOtherwise({ saga, orderId, status, history }: Saga): string[] {
  const told = history.filter(({ kind }) => LAST.includes(kind)).at(-1)?.kind;
  return !LAST.includes(status) || told === status
    ? []
    : [`${saga} of order ${orderId} is ${status}, but its history ends with ${told ?? 'nothing'}`];
}
