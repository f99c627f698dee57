import { PartyUnavailable, type Party, type Performer } from '@sagaworks/messaging';
import { mailbox, type SendRequest, type Sending } from './operations.js';
import { SmtpConnection } from './smtp-connection.js';

/** SMTP replies from here on are final (RFC 5321, 4.2.1). */
const PERMANENT = 500;
const CONNECTIONS = 2;

/**
 * A mail server over SMTP. It cannot be asked what it has: an unknown outcome is sent again under the same Message-ID.
 */
export function mailboxOverSmtp(url: string, from: string): Party {
  const idle: SmtpConnection[] = [];
  const send: Performer<SendRequest, Sending> = {
    async perform({ to, subject, text, orderId }, { key, signal }) {
      const connection = idle.pop() ?? new SmtpConnection(url);
      const giveUp = () => connection.destroy();
      signal.addEventListener('abort', giveUp);
      try {
        if (signal.aborted) giveUp();
        await connection.send({ from, to, subject, text, messageId: key, headers: { 'X-Order-Id': orderId } });
        return 'sent';
      } catch (error) {
        return refusalOf(error as Error);
      } finally {
        signal.removeEventListener('abort', giveUp);
        if (!connection.destroyed && idle.length < CONNECTIONS) idle.push(connection);
      }
    },
    lookUp: () => Promise.resolve(undefined),
  };
  return { name: 'mailbox', concurrency: CONNECTIONS, performers: { [mailbox.send.name]: send } };
}

function refusalOf(error: Error & { responseCode?: number }): Sending {
  if ((error.responseCode ?? 0) >= PERMANENT) return 'refused';
  throw new PartyUnavailable(`the mail server did not take the mail: ${error.message}`, { cause: error });
}
