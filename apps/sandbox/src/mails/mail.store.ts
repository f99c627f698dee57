import { Inject, Injectable } from '@nestjs/common';
import { Books } from '../books/books.js';
import { Desk } from '../books/desk.js';
import type { IncomingMail } from './mail.js';

export interface StoredMail extends IncomingMail {
  readonly number: string;
  readonly receivedAt: Date;
}

/** The mailbox's books: one mail is kept per Message-ID. */
@Injectable()
export class MailStore {
  readonly #database;
  readonly #desk = new Desk<IncomingMail, void>((mails) => this.#keep(mails));

  constructor(@Inject(Books) books: Books) {
    this.#database = books.open('mails');
  }

  /** Resolves when the mail, or an earlier one of its Message-ID, is on disk. */
  keep(mail: IncomingMail): Promise<void> {
    return this.#desk.submit(mail);
  }

  async mail(messageId: string): Promise<StoredMail | undefined> {
    return (await this.#database.query<StoredMail>(`${SELECT} WHERE message_id = $1`, [messageId]))[0];
  }

  mails(after: string, limit: number, orderId: string | undefined): Promise<StoredMail[]> {
    return this.#database.query<StoredMail>(
      `${SELECT} WHERE number > $1 AND ($3::text IS NULL OR order_id = $3) ORDER BY mails.number LIMIT $2`,
      [after, limit, orderId ?? null],
    );
  }

  #keep(mails: readonly IncomingMail[]): Promise<readonly void[]> {
    return this.#database.transaction((tx) => {
      void tx.sql(INSERT, [
        mails.map((mail) => mail.messageId),
        mails.map((mail) => mail.orderId),
        mails.map((mail) => mail.to),
        mails.map((mail) => mail.subject),
        mails.map((mail) => mail.text),
      ]);
      return Promise.resolve(mails.map(() => undefined));
    });
  }
}

const SELECT = `SELECT number::text, message_id AS "messageId", order_id AS "orderId", recipient AS "to", subject, body AS text, received_at AS "receivedAt" FROM mails`;

const INSERT = `INSERT INTO mails (message_id, order_id, recipient, subject, body)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) ON CONFLICT (message_id) DO NOTHING`;
