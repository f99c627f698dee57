import { describe } from '@jest/globals';
import { finds } from '../finds.fixture.js';
import { onceOutside } from './once.js';

describe('what is done outside', () => {
  finds(onceOutside, [
    [
      'money given back under two keys',
      ({ outside }) => void outside.operations.push({ key: 'other', kind: 'void', outcome: 'done', orderId: 'bad' }),
      'the void of order bad was done 2 times: bad/fulfil-order/authorise-payment/undo, other',
    ],
    [
      'a parcel sent under two keys',
      ({ outside }) =>
        void outside.operations.push({ key: 'other', kind: 'dispatch', outcome: 'done', orderId: 'good' }),
      'the dispatch of order good was done 2 times: good/fulfil-order/dispatch-shipment/do, other',
    ],
  ]);
});
