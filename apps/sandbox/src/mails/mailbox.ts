import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS } from '@sagaworks/chassis';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { Faults } from '../faults/faults.js';
import type { SandboxSettings } from '../settings.js';
import { bareMessageId, orderOf, type IncomingMail } from './mail.js';
import { MailStore } from './mail.store.js';

const SLOW_MS = 5_000;
const DECLINED = Symbol('declined');
const FOREVER = new Promise<never>(() => undefined);
/** Bytes of one mail. */
const SIZE = 1_000_000;

/**
 * The SMTP server. It answers 250 when the mail is on disk and 451 (try again) when it cannot be
 * stored, unless a fault says otherwise.
 */
@Injectable()
export class Mailbox implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #server: SMTPServer;

  constructor(
    @Inject(SETTINGS) private readonly settings: SandboxSettings,
    @Inject(MailStore) private readonly store: MailStore,
    @Inject(Faults) private readonly faults: Faults,
  ) {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      size: SIZE,
      closeTimeout: 2_000,
      onData: (stream, session, callback) => {
        this.#receive(stream, session.id).then(
          () => callback(),
          (error: Error) => callback(Object.assign(error, { responseCode: error.cause === DECLINED ? 550 : 451 })),
        );
      },
    });
    // A client that goes away in the middle of a command is not a failure of the mailbox.
    this.#server.on('error', () => undefined);
  }

  onApplicationBootstrap(): Promise<void> {
    const { HOST, SMTP_PORT } = this.settings;
    return new Promise((resolve, reject) => {
      this.#server.server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new TypeError(
            `cannot take mail on ${HOST}:${SMTP_PORT} (${error.code}): stop what uses it, or set SMTP_PORT`,
          ),
        ),
      );
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

  async #receive(stream: Readable, session: string): Promise<void> {
    const mail = await parse(await buffer(stream));
    const wish = this.faults.draw('mailbox', 'mail', mail.messageId);
    if (wish?.fault === 'decline') throw new TypeError('the mailbox does not take this mail', { cause: DECLINED });
    if (wish?.fault === 'unavailable') throw new TypeError('the mailbox takes no mail just now');
    if (wish?.fault === 'hang') return FOREVER;
    await this.store.keep(mail);
    if (wish?.fault === 'slow') await delay(wish.delayMs ?? SLOW_MS, undefined, { ref: false });
    if (wish?.fault !== 'answer-lost') return;
    this.#cut(session);
    return FOREVER;
  }

  #cut(session: string): void {
    const connections = this.#server.connections as ReadonlySet<{ readonly id: string; close(): void }>;
    for (const connection of connections) if (connection.id === session) connection.close();
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
    subject,
    text,
    orderId: orderOf(header, text, subject),
  };
}
