import { operation } from '@sagaworks/messaging';

export interface SendRequest {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The order it is about; a mailbox may file by it. */
  readonly orderId: string;
}

/** `refused`: the mail server will not take this mail, whenever it is offered. */
export type Sending = 'sent' | 'refused';

/** What notifier asks of the mail server. The call's key is the mail's Message-ID. */
export const mailbox = { send: operation<SendRequest, Sending>('mailbox', 'send') };
