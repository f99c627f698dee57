import { found, memoryTableStore, Staged, writeRows } from '@sagaworks/messaging/memory';
import type { Tx } from '@sagaworks/messaging';
import { AuthorisePaymentHandler } from '../authorise-payment/authorise-payment.handler.js';
import { CapturePaymentHandler } from '../capture-payment/capture-payment.handler.js';
import type { Payment } from '../payment.js';
import { payments } from '../payment.store.js';
import { RefundPaymentHandler } from '../refund-payment/refund-payment.handler.js';
import { Refunds, type Refund } from '../refund.js';
import { refunds, type RefundKey } from '../refund.store.js';
import { VoidPaymentHandler } from '../void-payment/void-payment.handler.js';

export type { Payment } from '../payment.js';
export type { Refund } from '../refund.js';
export {
  cards,
  type Authorisation,
  type AuthoriseRequest,
  type Capture,
  type HoldRequest,
  type Refunding,
  type Voiding,
} from '../card-processor/operations.js';

/** The tables of payments, in memory. */
export class PaymentTables {
  readonly payments = new Staged<string, Payment>();
  readonly refunds = new Staged<string, Refund>();
}

/** The service's handlers over tables in memory: for simulations. */
export function paymentsHandlers(tables: PaymentTables) {
  const [paymentStore, refundStore] = [memoryTableStore(payments, tables.payments), new MemoryRefundStore(tables)];
  return [
    new AuthorisePaymentHandler(paymentStore),
    new VoidPaymentHandler(paymentStore),
    new CapturePaymentHandler(paymentStore),
    new RefundPaymentHandler(refundStore),
  ];
}

class MemoryRefundStore {
  constructor(private readonly tables: PaymentTables) {}

  load(tx: Tx, keys: readonly RefundKey[]): Promise<Refunds> {
    const sagaIds = keys.flatMap((key) => ('sagaId' in key ? [key.sagaId] : []));
    const captured = keys.flatMap((key) => ('fulfilmentId' in key ? (this.#captured(tx, key.fulfilmentId) ?? []) : []));
    const taken = new Map(captured.map(({ sagaId, orderId, amount }) => [sagaId, { orderId, amount }]));
    return Promise.resolve(new Refunds(found(tx, this.tables.refunds, sagaIds), taken));
  }

  save(tx: Tx, rows: Refunds): void {
    writeRows(tx, this.tables.refunds, refunds, rows);
  }

  #captured(tx: Tx, sagaId: string): Payment | undefined {
    const payment = this.tables.payments.get(tx, sagaId);
    return payment?.capture === 'captured' ? payment : undefined;
  }
}
