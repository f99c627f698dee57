import { found, Staged } from '@sagaworks/messaging/memory';
import { Loaded, type Tx } from '@sagaworks/messaging';
import type { Mail, Mails } from '../mail.js';
import { mails } from '../mail.store.js';
import { OrderCancelledHandler } from '../tell-customer/order-cancelled.handler.js';
import { OrderFulfilledHandler } from '../tell-customer/order-fulfilled.handler.js';
import { OrderNeedsAttentionHandler } from '../tell-customer/order-needs-attention.handler.js';
import { OrderReturnedHandler } from '../tell-customer/order-returned.handler.js';
import { ParcelAwaitedHandler } from '../tell-customer/parcel-awaited.handler.js';
import { ReturnRejectedHandler } from '../tell-customer/return-rejected.handler.js';

export type { Mail } from '../mail.js';
export { mailbox, type Sending, type SendRequest } from '../mailbox/operations.js';

/** The tables of notifier, in memory: mails by order. */
export class MailTables {
  readonly mails = new Staged<string, readonly Mail[]>();
}

/** The service's handlers over tables in memory: for simulations. */
export function notifierHandlers(tables: MailTables) {
  const mailStore = new MemoryMailStore(tables);
  return [
    OrderFulfilledHandler,
    OrderCancelledHandler,
    OrderNeedsAttentionHandler,
    ParcelAwaitedHandler,
    OrderReturnedHandler,
    ReturnRejectedHandler,
  ].map((each) => new each(mailStore));
}

class MemoryMailStore {
  constructor(private readonly tables: MailTables) {}

  load(tx: Tx, orderIds: readonly string[]): Promise<Mails> {
    return Promise.resolve(new Loaded(mails.keyOf, found(tx, this.tables.mails, orderIds).flat()));
  }

  save(tx: Tx, { added, changed }: Mails): void {
    for (const mail of [...added, ...changed]) {
      const others = (this.tables.mails.get(tx, mail.orderId) ?? []).filter(({ kind }) => kind !== mail.kind);
      this.tables.mails.set(tx, mail.orderId, [...others, mail]);
    }
  }
}
