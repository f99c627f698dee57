import { createTransport } from 'nodemailer';
import { derivedId } from '../../message/ids.js';
import type { Alert, AlertChannel } from '../../operations/alerts/channel.js';

export interface MailChannelOptions {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  readonly url: string;
  readonly from: string;
  readonly to: string;
}

/** Milliseconds for the mail server at each point. */
const PATIENCE = 5_000;

/**
 * Mails alerts. Here and not beside the webhook, so that only what wires a service knows of SMTP. Told
 * twice, an alert has the same Message-ID.
 */
export const mailChannel = ({ url, from, to }: MailChannelOptions): AlertChannel => ({
  name: 'mail',
  async tell(alert, signal) {
    const transport = createTransport({
      url,
      connectionTimeout: PATIENCE,
      greetingTimeout: PATIENCE,
      socketTimeout: PATIENCE,
    });
    const aborted = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(new Error('the mail server did not take the alert in time')), {
        once: true,
      }),
    );
    try {
      await Promise.race([transport.sendMail({ from, to, ...mailOf(alert) }), aborted]);
    } finally {
      transport.close();
    }
  },
});

const mailOf = ({ service, subject, text, count, since, look, next, raisedAt }: Alert) => ({
  subject: `${service}: ${text}`.replaceAll(/\s+/g, ' ').slice(0, 200),
  messageId: `<${derivedId('alert', service, subject, raisedAt.toISOString())}@sagaworks>`,
  text: [
    text,
    '',
    `how many: ${count}`,
    `since: ${new Date(since).toISOString()}`,
    `look: GET ${look} of ${service}`,
    `type next: ${next}`,
    '',
    'No further mail comes of this until it is over.',
  ].join('\n'),
});
