import { describe, it } from '@jest/globals';
import { conversation, deadline } from '@sagaworks/messaging/testing';
import {
  ForgetScreening,
  OrderCleared,
  OrderDropped,
  OrderFlagged,
  OrderSent,
  ScreeningForgotten,
  ScreenOrder,
} from './contracts.js';
import { sendOrder } from './send-order.saga.js';

const orderId = '5b1f5f0e-6d0c-4f7e-8f6e-000000000001';
const placed = () => conversation(sendOrder, { orderId, total: 1_290 });

describe('an order that is screened', () => {
  it('is sent once it is cleared', () => {
    placed()
      .opensWith(ScreenOrder({ orderId, total: 1_290 }))
      .when(OrderCleared({ orderId }))
      .then(OrderSent({ orderId }));
  });

  it('is dropped when it is flagged', () => {
    placed()
      .when(OrderFlagged({ orderId, reason: { code: 'too-large', text: 'too large' } }))
      .then(OrderDropped({ orderId, text: 'refused' }));
  });

  it('has its screening forgotten when nobody answers in time', () => {
    placed()
      .when(deadline('screen-order'))
      .then(ForgetScreening({ orderId }))
      .when(ScreeningForgotten({ orderId }))
      .then(OrderDropped({ orderId, text: 'deadline' }));
  });
});
