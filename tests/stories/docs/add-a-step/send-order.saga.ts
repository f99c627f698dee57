import { defineSaga, step } from '@sagaworks/messaging';
import {
  ForgetScreening,
  OrderCleared,
  OrderDropped,
  OrderFlagged,
  OrderSent,
  ScreeningForgotten,
  ScreenOrder,
} from './contracts.js';

interface Sending {
  readonly orderId: string;
  readonly total: number;
}

const screenOrder = ({ orderId, total }: Sending) => ScreenOrder({ orderId, total });
const forgetScreening = ({ orderId }: Sending) => ForgetScreening({ orderId });

export const sendOrder = defineSaga('send-order', {
  version: 1,
  steps: [
    step('screen-order', {
      ask: screenOrder,
      yes: OrderCleared,
      no: OrderFlagged,
      within: '10s',
      undo: { ask: forgetScreening, done: ScreeningForgotten },
    }),
  ],
  completed: ({ orderId }: Sending) => OrderSent({ orderId }),
  rolledBack: ({ orderId }: Sending, reason) => OrderDropped({ orderId, text: reason.kind }),
});
