import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS } from '@sagaworks/messaging/nest';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { SandboxSettings } from '../settings.js';
import { bareMessageId, orderOf, type IncomingMail } from './mail.js';
import { MailStore } from './mail.store.js';

/** Bytes of one mail. */
const SIZE = 1_000_000;

/** The SMTP server. It answers 250 when the mail is on disk and 451 (try again) when it cannot be stored. */
@Injectable()
export class Mailbox implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #server: SMTPServer;

  constructor(@Inject(SETTINGS) private readonly settings: SandboxSettings, @Inject(MailStore) private readonly store: MailStore) {
    this.#server = new SMTPServer({
      authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], disableReverseLookup: true, size: SIZE, closeTimeout: 2_000,
      onData: (stream, _session, callback) => {
        this.#receive(stream).then(() => callback(), (error: Error) => callback(Object.assign(error, { responseCode: 451 })));
      },
    });
    // A client that goes away in the middle of a command is no failure of the mailbox.
    this.#server.on('error', () => undefined);
  }

  onApplicationBootstrap(): Promise<void> {
    const { HOST, SMTP_PORT } = this.settings;
    return new Promise((resolve, reject) => {
      this.#server.server.once('error', (error: NodeJS.ErrnoException) => reject(new TypeError(`cannot take mail on ${HOST}:${SMTP_PORT} (${error.code}): stop what uses it, or set SMTP_PORT`)));
      this.#server.listen(SMTP_PORT, HOST, () => resolve());
    });
  }

  onApplicationShutdown(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** The port it got, where the setting said 0. */
  get port(): number {
    return (this.#server.server.address() as { port: number }).port;
  }

  async #receive(stream: Readable): Promise<void> {
    await this.store.keep(await parse(await buffer(stream)));
  }
}

async function parse(raw: Buffer): Promise<IncomingMail> {
  const mail = await PostalMime.parse(raw);
  const text = mail.text ?? '';
  const subject = mail.subject ?? '';
  const header = mail.headers.find(({ key }) => key === 'x-order-id')?.value;
  return {
    messageId: bareMessageId(mail.messageId ?? `${randomUUID()}@sandbox`),
    to: (mail.to ?? []).map(({ address }) => address ?? '').join(', '),
    subject, text,
    orderId: orderOf(header, text, subject),
  };
}
