import { PaymentRefunded, RefundRefused, type Money } from '@sagaworks/contracts';
import { Loaded, type OutgoingMessage } from '@sagaworks/messaging';

/**
 * The refund that one saga asked for. `unknown`: the card processor did not say; it is asked again under the same key.
 */
export interface Refund {
  readonly sagaId: string;
  readonly orderId: string;
  /** The saga whose payment it gives back. */
  readonly fulfilmentId: string;
  readonly amount: Money;
  readonly status: 'asked' | 'unknown' | 'refunded' | 'not-captured' | 'refund-refused';
}

/** Money that was taken, and for which order. */
export interface Taken {
  readonly orderId: string;
  readonly amount: Money;
}

/** The loaded refunds, and the money that was taken and not given back; what is put is saved. */
export class Refunds extends Loaded<Refund> {
  constructor(
    rows: readonly Refund[],
    private readonly captured: ReadonlyMap<string, Taken>,
  ) {
    super(({ sagaId }) => sagaId, rows);
  }

  /** What the saga `fulfilmentId` took; nothing where it took nothing. */
  taken(fulfilmentId: string): Taken | undefined {
    return this.captured.get(fulfilmentId);
  }
}

/** The key that the card processor sees: (saga, step, do). */
export const refundKey = (sagaId: string): string => `${sagaId}/refund-payment/do`;

/** Nothing while it is not final. */
export function refundAnswer({ orderId, amount, status }: Refund): OutgoingMessage | undefined {
  switch (status) {
    case 'asked':
    case 'unknown':
      return undefined;
    case 'refunded':
      return PaymentRefunded({ orderId, amount });
    case 'not-captured':
      return RefundRefused({ orderId, reason: { code: status, text: 'No money was taken for this order.' } });
    case 'refund-refused':
      return RefundRefused({
        orderId,
        reason: { code: status, text: 'The card processor refused to give the money back.' },
      });
    default:
      return status satisfies never;
  }
}
