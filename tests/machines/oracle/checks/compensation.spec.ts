import { describe, expect, it } from '@jest/globals';
import { finds, lineOf, sagaOf } from '../finds.fixture.js';
import type { World } from '../author.fixture.js';
import { undoneFrom } from '../protocol.js';
import { spoilt } from '../world.fixture.js';
import { compensation } from './compensation.js';

const BAD = 'bad/fulfil-order';
const UNDONE = undoneFrom('book-shipment').slice(1);
const after = (step: string) => UNDONE[UNDONE.indexOf(step) + 1];
const drop = (world: World, kind: string, step: string) =>
  void sagaOf(world, BAD).history.splice(lineOf(world, BAD, kind, step), 1);
/** Puts a copy of one line before the end of a history. */
const again = (world: World, id: string, kind: string, step: string, change: object = {}) => {
  const { history } = sagaOf(world, id);
  history.splice(-1, 0, { ...history[lineOf(world, id, kind, step)]!, ...change });
};

describe('compensation', () => {
  finds(compensation, [
    [
      'a step that is not undone',
      (world) => drop(world, 'undone', 'reserve-stock'),
      'fulfil-order of order bad is rolled back with reserve-stock undoing',
    ],
    [
      'a step whose undo was never asked',
      (world) => {
        drop(world, 'undone', 'reserve-stock');
        drop(world, 'undo-asked', 'reserve-stock');
      },
      'fulfil-order of order bad is rolled back with reserve-stock done',
    ],
    [
      'a step undone twice',
      (world) => again(world, BAD, 'undone', 'reserve-stock'),
      'fulfil-order of order bad was told 2 times that reserve-stock is undone',
    ],
    [
      'steps undone in the order of their doing',
      (world) => {
        const { history } = sagaOf(world, BAD);
        const undo = history.splice(lineOf(world, BAD, 'undo-asked', 'reserve-stock'), 2);
        history.splice(lineOf(world, BAD, 'undo-asked', UNDONE[0]!), 0, ...undo);
      },
      `fulfil-order of order bad was undone in the order ${['reserve-stock', ...UNDONE.slice(0, -1)].join(', ')}`,
    ],
    [
      'an undo asked before the last one was confirmed',
      (world) => {
        const { history } = sagaOf(world, BAD);
        const [confirmed] = history.splice(lineOf(world, BAD, 'undone', 'authorise-payment'), 1);
        history.splice(-1, 0, confirmed!);
      },
      `fulfil-order of order bad asked to undo ${after('authorise-payment')} before the undo before it was confirmed`,
    ],
    [
      'an undo past the point of no return',
      (world) => {
        again(world, 'good/fulfil-order', 'asked', 'book-shipment', { kind: 'undo-asked' });
        again(world, 'good/fulfil-order', 'asked', 'book-shipment', { kind: 'answered' });
      },
      'fulfil-order of order good was undone past its point of no return',
    ],
    [
      'money asked for while all is undone',
      (world) => again(world, BAD, 'undo-asked', 'reserve-stock', { kind: 'asked', step: 'capture-payment' }),
      'fulfil-order of order bad asked for capture-payment while it was being undone',
    ],
    [
      'a fulfilled order with a step left out',
      (world) =>
        void sagaOf(world, 'good/fulfil-order').history.splice(
          lineOf(world, 'good/fulfil-order', 'answered', 'book-shipment'),
          1,
        ),
      'fulfil-order of order good is completed with book-shipment asked',
    ],
    [
      'a hold that payments still has',
      (world) => void world.kept.push({ sagaId: BAD, step: 'authorise-payment' }),
      'order bad is rolled back, but authorise-payment still stands in payments',
    ],
    [
      'stock that inventory still holds',
      (world) => void world.kept.push({ sagaId: BAD, step: 'reserve-stock' }),
      'order bad is rolled back, but reserve-stock still stands in inventory',
    ],
    [
      'a booking of a fulfilled order that shipping does not have',
      (world) =>
        void (world.kept = world.kept.filter(
          ({ sagaId, step }) => sagaId !== 'good/fulfil-order' || step !== 'book-shipment',
        )),
      'order good is completed, but book-shipment does not stand in shipping',
    ],
  ]);

  it('may be owed once more to an answer that came late', () => {
    expect(
      compensation(
        spoilt((world) => {
          again(world, BAD, 'undo-asked', 'reserve-stock', { detail: 'owed to the late answer' });
          again(world, BAD, 'undone', 'reserve-stock');
        }),
      ),
    ).toEqual([]);
  });
});
