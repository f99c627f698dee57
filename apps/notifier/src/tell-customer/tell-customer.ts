import { call, type Answer, type Decision } from '@sagaworks/messaging';
import { messageIdOf, type Letter, type MailKind, type Mails } from '../mail.js';
import { mailbox, type Sending } from '../mailbox/operations.js';

interface Told {
  readonly orderId: string;
  readonly email?: string | undefined;
}

/** Nobody to tell, nothing to load. */
export const mailsNeeded = ({ orderId, email }: Told): string[] => (email === undefined ? [] : [orderId]);

/** Sends the one mail of this kind about an order, if its customer left an address and has not got it yet. */
export function tellCustomer({ orderId, email: to }: Told, kind: MailKind, letter: Letter, mails: Mails): Decision {
  if (to === undefined || mails.find(orderId, kind) !== undefined) return;
  mails.put({ orderId, kind, to, status: 'asked' });
  return call(mailbox.send, messageIdOf(orderId, kind), { to, orderId, ...letter });
}

/** Notes what the mail server said. Silence to the end leaves the mail as asked for, to be seen among the calls. */
export function mailAnswered(answer: Answer, { orderId }: Told, kind: MailKind, mails: Mails): void {
  if (answer.kind === 'gave-up') return;
  mails.put({ ...mails.find(orderId, kind)!, status: answer.value as Sending });
}
