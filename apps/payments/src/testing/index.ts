import { Staged } from '@sagaworks/messaging/memory';
import type { Tx } from '@sagaworks/messaging';
import { AuthorisePaymentHandler } from '../authorise-payment/authorise-payment.handler.js';
import { CapturePaymentHandler } from '../capture-payment/capture-payment.handler.js';
import { Payments, type Payment } from '../payment.js';
import { RefundPaymentHandler } from '../refund-payment/refund-payment.handler.js';
import { Refunds, type Refund } from '../refund.js';
import type { RefundKey } from '../refund.store.js';
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
  const [payments, refunds] = [new MemoryPaymentStore(tables), new MemoryRefundStore(tables)];
  return [
    new AuthorisePaymentHandler(payments),
    new VoidPaymentHandler(payments),
    new CapturePaymentHandler(payments),
    new RefundPaymentHandler(refunds),
  ];
}

class MemoryPaymentStore {
  constructor(private readonly tables: PaymentTables) {}

  load(tx: Tx, sagaIds: readonly string[]): Promise<Payments> {
    return Promise.resolve(new Payments(new Map(sagaIds.flatMap((id) => row(id, this.tables.payments.get(tx, id))))));
  }

  save(tx: Tx, { added, changed }: Payments): void {
    for (const payment of [...added, ...changed]) this.tables.payments.set(tx, payment.sagaId, payment);
  }
}

class MemoryRefundStore {
  constructor(private readonly tables: PaymentTables) {}

  load(tx: Tx, keys: readonly RefundKey[]): Promise<Refunds> {
    const refunds = keys.flatMap((key) =>
      'sagaId' in key ? row(key.sagaId, this.tables.refunds.get(tx, key.sagaId)) : [],
    );
    const captured = keys.flatMap((key) => ('fulfilmentId' in key ? (this.#captured(tx, key.fulfilmentId) ?? []) : []));
    return Promise.resolve(
      new Refunds(new Map(refunds), new Map(captured.map(({ sagaId, amount }) => [sagaId, amount]))),
    );
  }

  save(tx: Tx, { changed }: Refunds): void {
    for (const refund of changed) this.tables.refunds.set(tx, refund.sagaId, refund);
  }

  #captured(tx: Tx, sagaId: string): Payment | undefined {
    const payment = this.tables.payments.get(tx, sagaId);
    return payment?.capture === 'captured' ? payment : undefined;
  }
}

const row = <Row>(key: string, found: Row | undefined): [string, Row][] => (found === undefined ? [] : [[key, found]]);
