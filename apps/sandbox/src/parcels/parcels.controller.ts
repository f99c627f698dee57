import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ZodQuery } from '@sagaworks/chassis';
import { bookPage, booksQuery, type BooksQuery } from '../books/books-query.js';
import { ParcelStore } from './parcel.store.js';

@ApiTags('books')
@Controller('parcels')
export class ParcelsController {
  constructor(@Inject(ParcelStore) private readonly store: ParcelStore) {}

  @Get()
  @ApiOperation({ summary: 'Every parcel that was ever booked, oldest first' })
  list(@ZodQuery(booksQuery) query: BooksQuery) {
    return bookPage(
      query,
      (after, limit, orderId) => this.store.parcels(after, limit, orderId),
      ({ parcelId, orderId, status, trackingNumber, bookingKey }) => ({
        parcelId,
        orderId,
        status,
        trackingNumber,
        idempotencyKey: bookingKey,
      }),
    );
  }
}
