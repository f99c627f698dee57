import {
  CaptureRefused,
  PaymentAuthorised,
  PaymentCaptured,
  PaymentDeclined,
  PaymentVoided,
  VoidRefused,
  type Money,
} from '@sagaworks/contracts';
import type { Loaded, OutgoingMessage } from '@sagaworks/messaging';

type Decline = 'card-declined' | 'insufficient-funds' | 'deadline-missed' | 'withdrawn';

/**
 * The payment of one saga. Each action's state is also its answer, so that asking again
 * gets the first final answer again.
 * `giving-up`: no answer in time; the hold is made void before the no is said, because it may exist.
 */
export interface Payment {
  readonly sagaId: string;
  readonly orderId: string;
  readonly amount: Money;
  /** The card processor's charge, once authorised. */
  readonly paymentId?: string;
  readonly authorisation: 'asked' | 'authorised' | 'giving-up' | Decline;
  readonly capture: 'none' | 'asked' | 'captured' | 'capture-refused';
  readonly voiding: 'none' | 'asked' | 'voided' | 'already-captured' | 'refused';
}

/** The loaded ones, by saga; what is put is saved. */
export type Payments = Loaded<Payment>;

/** Where an amount has to stand and none was ever told: `XXX` is ISO 4217's code for no currency. */
export const NOTHING: Money = { amount: 0, currency: 'XXX' };

export const opened = (
  sagaId: string,
  orderId: string,
  amount: Money,
  authorisation: Payment['authorisation'],
): Payment => ({ sagaId, orderId, amount, authorisation, capture: 'none', voiding: 'none' });

/** Idempotency keys that the card processor sees: (saga, step, do or undo). */
export const authorisationKey = (sagaId: string): string => `${sagaId}/authorise-payment/do`;
export const voidingKey = (sagaId: string): string => `${sagaId}/authorise-payment/undo`;
export const captureKey = (sagaId: string): string => `${sagaId}/capture-payment/do`;

/** Nothing while it is not final. */
export function authorisationAnswer({
  orderId,
  paymentId,
  amount,
  authorisation,
}: Payment): OutgoingMessage | undefined {
  switch (authorisation) {
    case 'asked':
    case 'giving-up':
      return undefined;
    case 'authorised':
      return PaymentAuthorised({ orderId, paymentId: paymentId!, amount });
    case 'card-declined':
      return PaymentDeclined({ orderId, reason: { code: authorisation, text: 'The card was declined.' } });
    case 'insufficient-funds':
      return PaymentDeclined({ orderId, reason: { code: authorisation, text: 'The card has insufficient funds.' } });
    case 'deadline-missed':
      return PaymentDeclined({
        orderId,
        reason: { code: authorisation, text: 'The card processor did not answer in time.' },
      });
    case 'withdrawn':
      return PaymentDeclined({
        orderId,
        reason: { code: authorisation, text: 'The order was taken back before its payment was authorised.' },
      });
    default:
      return authorisation satisfies never;
  }
}

/** Nothing while it is not final. */
export function captureAnswer({ orderId, paymentId, amount, capture }: Payment): OutgoingMessage | undefined {
  switch (capture) {
    case 'none':
    case 'asked':
      return undefined;
    case 'captured':
      return PaymentCaptured({ orderId, paymentId: paymentId!, amount });
    case 'capture-refused':
      return CaptureRefused({
        orderId,
        reason: { code: capture, text: 'The card processor refused to take the money.' },
      });
    default:
      return capture satisfies never;
  }
}

/** Nothing while it is not final. Money that is taken, or is being taken, is never given back silently. */
export function voidingAnswer({ orderId, capture, voiding }: Payment): OutgoingMessage | undefined {
  if (capture === 'asked' || capture === 'captured') return alreadyCaptured(orderId);
  switch (voiding) {
    case 'none':
    case 'asked':
      return undefined;
    case 'voided':
      return PaymentVoided({ orderId });
    case 'already-captured':
      return alreadyCaptured(orderId);
    case 'refused':
      return VoidRefused({
        orderId,
        reason: { code: voiding, text: 'The card processor refused to give the hold back.' },
      });
    default:
      return voiding satisfies never;
  }
}

const alreadyCaptured = (orderId: string): OutgoingMessage =>
  VoidRefused({ orderId, reason: { code: 'already-captured', text: 'The money is taken: it can only be refunded.' } });
