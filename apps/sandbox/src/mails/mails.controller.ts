import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ZodParam, ZodQuery } from '@sagaworks/chassis';
import { bookPage, booksQuery, type BooksQuery } from '../books/books-query.js';
import { found, id } from '../books/http.js';
import { bareMessageId } from './mail.js';
import { MailStore, type StoredMail } from './mail.store.js';

@ApiTags('books')
@Controller('mails')
export class MailsController {
  constructor(@Inject(MailStore) private readonly store: MailStore) {}

  @Get()
  @ApiOperation({ summary: 'Every mail that came in, oldest first' })
  list(@ZodQuery(booksQuery) query: BooksQuery) {
    return bookPage(query, (after, limit, orderId) => this.store.mails(after, limit, orderId), listed);
  }

  @Get(':messageId')
  @ApiOperation({ summary: 'One mail by its Message-ID; 404 when it never came' })
  async mail(@ZodParam('messageId', id) messageId: string) {
    return listed(found(await this.store.mail(bareMessageId(messageId)), `No mail has the Message-ID ${messageId}.`));
  }
}

const listed = ({ to, subject, text, messageId, receivedAt, orderId }: StoredMail) => ({
  to,
  subject,
  text,
  messageId,
  receivedAt,
  orderId,
});
