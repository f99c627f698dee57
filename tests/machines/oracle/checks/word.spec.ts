import { describe } from '@jest/globals';
import { finds, orderOf, sagaOf } from '../finds.fixture.js';
import { keptWord } from './word.js';

describe('the shop’s word', () => {
  finds(keptWord, [
    [
      'an accepted cancel that was not done',
      (world) => void world.said.push({ at: 2, wish: 'cancel', orderId: 'good', status: 202 }),
      'order good is fulfilled, though its cancel was accepted',
    ],
    [
      'a refused cancel that was done',
      (world) => {
        world.said.push({ at: 2, wish: 'cancel', orderId: 'bad', status: 409 });
        orderOf(world, 'bad').reason = 'customer-cancelled';
      },
      'order bad is cancelled for its customer, though the cancel was refused',
    ],
    [
      'a return that is lost',
      (world) => void world.said.push({ at: 2, wish: 'give-back', orderId: 'good', status: 202 }),
      'the return of order good was accepted and is not there',
    ],
    [
      'a parcel that came back to no end',
      (world) => {
        world.said.push({ at: 2, wish: 'parcel-is-back', orderId: 'back', status: 202 });
        sagaOf(world, 'back/return-order').status = 'running';
      },
      'the parcel of order back is back, but its return has not ended',
    ],
  ]);
});
