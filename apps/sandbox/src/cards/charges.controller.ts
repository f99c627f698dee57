import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ZodQuery } from '@sagaworks/chassis';
import { bookPage, booksQuery, type BooksQuery } from '../books/books-query.js';
import { CardStore } from './card.store.js';

@ApiTags('books')
@Controller('charges')
export class ChargesController {
  constructor(@Inject(CardStore) private readonly store: CardStore) {}

  @Get()
  @ApiOperation({ summary: 'Every amount that was ever on hold, oldest first' })
  list(@ZodQuery(booksQuery) query: BooksQuery) {
    return bookPage(
      query,
      (after, limit, orderId) => this.store.charges(after, limit, orderId),
      ({ chargeId, orderId, amount, currency, status, authorisationKey }) => ({
        chargeId,
        orderId,
        amount,
        currency,
        status,
        idempotencyKey: authorisationKey,
      }),
    );
  }
}
