import { describe } from '@jest/globals';
import { finds } from '../finds.fixture.js';
import { leftovers } from './leftovers.js';

describe('what is left over', () => {
  finds(leftovers, [
    [
      'a message that is not sent',
      ({ services }) => void (services.orders.outbox[0]!.sent = false),
      'orders has not sent inventory.reserve-stock good:inventory.reserve-stock of good',
    ],
    [
      'a call that is not answered',
      ({ services }) => void (services.payments.calls[0]!.state = 'open'),
      'payments has its call authorisation of good/fulfil-order/authorise-payment/do open',
    ],
  ]);
});
