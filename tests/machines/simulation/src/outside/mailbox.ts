import { mailbox, type Sending, type SendRequest } from '@sagaworks/notifier/testing';
import type { Party } from '@sagaworks/messaging';
import type { Outside, Reach } from '../network/party-link.js';

/** The customers' mailbox: it keeps one mail per Message-ID, and cannot be asked what it has. */
export class Mailbox {
  readonly mails = new Map<string, { readonly orderId: string; readonly subject: string }>();

  readonly send: Outside<SendRequest, Sending> = {
    perform: ({ orderId, subject }, messageId) => {
      if (!this.mails.has(messageId)) this.mails.set(messageId, { orderId, subject });
      return 'sent';
    },
    lookUp: () => undefined,
  };
}

export const mailboxPerformers = (box: Mailbox, reach: Reach): Party['performers'] => ({
  [mailbox.send.name]: reach(box.send),
});
