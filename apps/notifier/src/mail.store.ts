import { Table, tableStore } from '@sagaworks/messaging/postgres';
import type { Mail } from './mail.js';

export const mails = new Table<Mail>({
  table: 'mails',
  key: ['orderId', 'kind'],
  columns: { orderId: 'uuid', kind: 'text', status: 'text' },
});

/** Mails in PostgreSQL, by order id. */
export class MailStore extends tableStore(mails, 'orderId') {}
