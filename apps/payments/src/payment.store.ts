import { Table, tableStore } from '@sagaworks/messaging/postgres';
import type { Payment } from './payment.js';

export const payments = new Table<Payment>({
  table: 'payments',
  key: ['sagaId'],
  columns: {
    sagaId: 'text',
    orderId: 'uuid',
    'amount.amount': 'bigint',
    'amount.currency': 'text',
    paymentId: 'text',
    authorisation: 'text',
    capture: 'text',
    voiding: 'text',
  },
  once: ['orderId', 'amount.amount', 'amount.currency'],
});

/** Payments in PostgreSQL, by saga id. */
export class PaymentStore extends tableStore(payments, 'sagaId') {}
