import { describe, expect, it } from '@jest/globals';
import { finds, orderOf, sagaOf } from '../finds.fixture.js';
import { spoilt } from '../world.fixture.js';
import { sagaEnds } from './ends.js';

describe('the ends of sagas', () => {
  finds(sagaEnds, [
    ['an order without a saga', (world) => void world.sagas.shift(), 'order good has no saga'],
    [
      'an order with the saga of another run',
      (world) => void (orderOf(world, 'good').sagaId = 'other'),
      'order good names saga other, but good/fulfil-order is about it',
    ],
    [
      'an order that is not where its saga is',
      (world) => void (orderOf(world, 'bad').status = 'fulfilled'),
      'order bad is fulfilled, but its saga rolled-back',
    ],
    [
      'a return that stands still',
      (world) => void (sagaOf(world, 'back/return-order').status = 'running'),
      'return-order of order back is still running',
    ],
    [
      'a saga whose history says something else',
      (world) => void sagaOf(world, 'good/fulfil-order').history.pop(),
      'fulfil-order of order good is completed, but its history ends with nothing',
    ],
    [
      'a stuck order that nobody was told of',
      (world) => void (world.records = world.records.filter(({ key }) => key !== 'stuck')),
      'order stuck needs a person, and nobody was told',
    ],
  ]);

  it('may be weeks away while a parcel is awaited', () => {
    expect(
      sagaEnds(
        spoilt((world) => {
          const saga = sagaOf(world, 'back/return-order');
          Object.assign(saga, { status: 'running', history: saga.history.slice(0, 4) });
        }),
      ),
    ).toEqual([]);
  });
});
