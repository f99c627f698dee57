import { describe, expect, it } from '@jest/globals';
import { finds, lineOf, recordOf, sagaOf } from '../finds.fixture.js';
import type { World } from '../author.fixture.js';
import { sagas, stepsOfPlan } from '../protocol.js';
import { spoilt } from '../world.fixture.js';
import { keyOrder } from './key-order.js';

const [AUTHORISE, CAPTURE] = ['good:payments.authorise-payment', 'good:payments.capture-payment'];
const swap = <T>(items: T[], one: number, other: number) =>
  void ([items[one], items[other]] = [items[other]!, items[one]!]);
const overtake = (world: World) =>
  swap(
    world.records,
    recordOf(world, 'payments.authorise-payment', 'good'),
    recordOf(world, 'payments.capture-payment', 'good'),
  );
const overtakenInBoth = (world: World) => {
  overtake(world);
  const { outbox } = world.services.orders;
  const [authorise, capture] = [AUTHORISE, CAPTURE].map((wanted) => outbox.findIndex(({ id }) => id === wanted));
  swap(outbox, authorise!, capture!);
  const [early, late] = [outbox[authorise!]!, outbox[capture!]!];
  [early.causeId, late.causeId] = [late.causeId, early.causeId];
};
/**
 * What payments says of an order from its authorisation to before its capture; the authorisation
 * comes last where the two are swapped.
 */
const saidBeforeCapture = (): string[] => {
  const told = stepsOfPlan(sagas['fulfil-order']).filter(({ at }) => at === 'payments');
  const names = told.map(({ step }) => step);
  const between = told.slice(names.indexOf('authorise-payment') + 1, names.indexOf('capture-payment'));
  return [...between.map(({ answers }) => answers[0]!), 'payment-authorised'];
};

describe('the order of a key', () => {
  finds(keyOrder, [
    [
      'a key in two partitions',
      (world) => void (world.records[recordOf(world, 'payments.capture-payment', 'good')]!.partition = 1),
      'payments.commands of good is in more than one partition',
    ],
    [
      'a message that was sent and is not there',
      (world) => void world.records.splice(recordOf(world, 'orders.order-fulfilled', 'good'), 1),
      'orders.events of good lacks good:orders.order-fulfilled, which orders has sent',
    ],
    [
      'a message that nobody wrote',
      ({ services }) => void services.orders.outbox.shift(),
      'inventory.commands of good has good:inventory.reserve-stock, which orders never wrote',
    ],
    [
      'messages sent in another order, and handled as they should have been',
      overtake,
      `payments.commands of good has ${CAPTURE} before ${AUTHORISE}, which orders wrote first`,
      `payments handled ${AUTHORISE} before ${CAPTURE}, which is earlier in payments.commands of good`,
    ],
    [
      'calls made in another order',
      overtakenInBoth,
      `payments handled ${AUTHORISE} before ${CAPTURE}, which is earlier in payments.commands of good`,
    ],
    [
      'answers given in another order',
      ({ services: { inventory } }) =>
        swap(
          inventory.outbox,
          inventory.outbox.findIndex(({ id }) => id === 'bad:inventory.stock-reserved'),
          inventory.outbox.findIndex(({ id }) => id === 'bad:inventory.stock-released'),
        ),
      'inventory.events of bad has bad:inventory.stock-reserved before bad:inventory.stock-released, which inventory wrote first',
      'inventory handled bad:inventory.release-stock before bad:inventory.reserve-stock, which is earlier in inventory.commands of bad',
    ],
    [
      'replies taken in another order',
      (world) => {
        const id = 'good/fulfil-order';
        swap(
          sagaOf(world, id).history,
          lineOf(world, id, 'answered', 'authorise-payment'),
          lineOf(world, id, 'answered', 'capture-payment'),
        );
      },
      ...saidBeforeCapture().map(
        (reply) =>
          `orders handled good:payments.payment-captured before good:payments.${reply}, which is earlier in payments.events of good`,
      ),
    ],
  ]);

  it('is not broken by copies', () => {
    expect(
      keyOrder(
        spoilt(
          (world) =>
            void world.records.push(...world.records.map((record) => ({ ...record, offset: record.offset + 100 }))),
        ),
      ),
    ).toEqual([]);
  });

  it('is given up for a message that died and came again', () => {
    expect(
      keyOrder(
        spoilt((world) => {
          overtakenInBoth(world);
          world.services.payments.deadLetters.push({
            id: 'letter',
            messageId: AUTHORISE,
            status: 'resolved',
            key: 'good',
            hash: null,
          });
        }),
      ),
    ).toEqual([]);
  });
});
