import { PartyUnavailable, type Party, type Performer } from '@sagaworks/messaging';
import { createTransport } from 'nodemailer';
import { mailbox, type SendRequest, type Sending } from './operations.js';

/** SMTP replies from here on are final (RFC 5321, 4.2.1). */
const PERMANENT = 500;

/** A mail server over SMTP. It cannot be asked what it has: an unknown outcome is sent again under the same Message-ID. */
export function mailboxOverSmtp(url: string, from: string): Party {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 10_000,
  });
  const send: Performer<SendRequest, Sending> = {
    async perform({ to, subject, text, orderId }, { key, signal }) {
      const mail = transport.sendMail({ from, to, subject, text, messageId: key, headers: { 'X-Order-Id': orderId } });
      return Promise.race([mail.then(() => 'sent' as const, refusalOf), timeOut(signal)]);
    },
    lookUp: () => Promise.resolve(undefined),
  };
  return { name: 'mailbox', concurrency: 2, performers: { [mailbox.send.name]: send } };
}

function refusalOf(error: Error & { responseCode?: number }): Sending {
  if ((error.responseCode ?? 0) >= PERMANENT) return 'refused';
  throw new PartyUnavailable(`the mail server did not take the mail: ${error.message}`, { cause: error });
}

const timeOut = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(new PartyUnavailable('the mail server did not answer in time')), {
      once: true,
    }),
  );
