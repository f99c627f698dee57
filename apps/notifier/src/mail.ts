import {
  sayMoney,
  type OrderCancelled,
  type OrderFulfilled,
  type OrderNeedsAttention,
  type OrderReturned,
  type ParcelAwaited,
  type ReturnRejected,
} from '@sagaworks/contracts';
import type { DataOf, Loaded } from '@sagaworks/messaging';

export type MailKind =
  | 'order-fulfilled'
  | 'order-cancelled'
  | 'order-needs-attention'
  | 'order-returned'
  | 'return-rejected'
  | `parcel-awaited-${number}`;

/**
 * The one mail of a kind about an order. Its address is in its call alone, which forgets it
 * once the mail server has answered.
 */
export interface Mail {
  readonly orderId: string;
  readonly kind: MailKind;
  /** `asked`: the mail server has it, or will be asked until it does. */
  readonly status: 'asked' | 'sent' | 'refused';
}

export interface Letter {
  readonly subject: string;
  readonly text: string;
}

/** The loaded mails, by `mailKey`; what is put is saved. */
export type Mails = Loaded<Mail>;

export const mailKey = (orderId: string, kind: MailKind): string => `${orderId}/${kind}`;

/** The same for the same order and kind, so that a mail server that gets it twice can tell. */
export const messageIdOf = (orderId: string, kind: MailKind): string =>
  `<${orderId}.${kind}@notifier.sagaworks.example>`;

export const fulfilledLetter = ({ orderId, trackingNumber }: DataOf<typeof OrderFulfilled>): Letter => ({
  subject: 'Your order is on its way',
  text: `Your order ${orderId} is with the carrier.\nTracking number: ${trackingNumber}\n`,
});

/**
 * What an operator has seen to elsewhere is theirs to tell: the money is only spoken of where its undo was confirmed.
 */
export const cancelledLetter = ({ orderId, reason, undone }: DataOf<typeof OrderCancelled>): Letter => ({
  subject: 'Your order is cancelled',
  text: `Your order ${orderId} is cancelled${undone === 'confirmed' ? '; nothing is charged' : ''}.\nReason: ${reason.text} (${reason.code})\n`,
});

export const needsAttentionLetter = ({ orderId, step, text }: DataOf<typeof OrderNeedsAttention>): Letter => ({
  subject: 'Your order needs our attention',
  text: `Something about your order ${orderId} did not go as it should; our people are looking at it.\nWhat: ${text} (${step})\n`,
});

export const parcelAwaitedLetter = ({ orderId, reminder }: DataOf<typeof ParcelAwaited>): Letter => ({
  subject: reminder === 0 ? 'Send your parcel back to us' : 'We are still waiting for your parcel',
  text: `You may send order ${orderId} back to us. Your money follows as soon as the parcel is here.\n${reminder === 0 ? '' : `This is reminder ${reminder}.\n`}`,
});

export const returnedLetter = ({ orderId, refunded }: DataOf<typeof OrderReturned>): Letter => ({
  subject: 'Your money is on its way back',
  text: `Your parcel of order ${orderId} is here, and ${sayMoney(refunded)} are given back.\n`,
});

export const rejectedLetter = ({ orderId, reason, undone }: DataOf<typeof ReturnRejected>): Letter => ({
  subject: 'Your return came to nothing',
  text: `${undone === 'confirmed' ? `Order ${orderId} stays with you, and nothing is given back.` : `Your return of order ${orderId} is closed.`}\nReason: ${reason.text} (${reason.code})\n`,
});
