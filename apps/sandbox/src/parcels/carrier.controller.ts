import { Controller, Get, Header, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ZodBody, ZodParam } from '@sagaworks/chassis';
import { answerOf, found, id, IdempotencyKey, idempotencyKey, newId } from '../books/http.js';
import { Breakable, Declined } from '../faults/breakable.js';
import type { ParcelOperation } from './parcel-carrier.js';
import { bookingBody, parcelBody, type BookingBody, type ParcelBody } from './parcel-requests.js';
import { ParcelStore } from './parcel.store.js';

@ApiTags('parcel carrier')
@Controller('carrier')
export class CarrierController {
  constructor(@Inject(ParcelStore) private readonly store: ParcelStore) {}

  @Post('parcels')
  @HttpCode(200)
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiOperation({ summary: 'Books a parcel: label and tracking number' })
  @Breakable('carrier', 'booking')
  async book(
    @IdempotencyKey() key: string | undefined,
    @ZodBody(bookingBody) body: BookingBody,
    @Declined() isDeclined: boolean,
  ): Promise<ParcelOperation> {
    return answerOf(
      await this.store.submit({ kind: 'booking', key: idempotencyKey(key), id: newId('pa'), isDeclined, ...body }),
    );
  }

  @Post('parcels/cancel')
  @HttpCode(200)
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiOperation({ summary: 'Cancels a booking; before the booking it plants a refusal' })
  @Breakable('carrier', 'cancellation')
  async cancel(
    @IdempotencyKey() key: string | undefined,
    @ZodBody(parcelBody) body: ParcelBody,
    @Declined() isDeclined: boolean,
  ): Promise<ParcelOperation> {
    return answerOf(await this.store.submit({ kind: 'cancellation', key: idempotencyKey(key), isDeclined, ...body }));
  }

  @Post('parcels/dispatch')
  @HttpCode(200)
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiOperation({ summary: 'Sends a booked parcel on its way' })
  @Breakable('carrier', 'dispatch')
  async dispatch(
    @IdempotencyKey() key: string | undefined,
    @ZodBody(parcelBody) body: ParcelBody,
  ): Promise<ParcelOperation> {
    return answerOf(await this.store.submit({ kind: 'dispatch', key: idempotencyKey(key), ...body }));
  }

  @Get('operations/:key')
  @ApiOperation({ summary: 'What was done under an idempotency key; 404 when nothing was' })
  @Breakable('carrier', 'look-up')
  async operation(@ZodParam('key', id) key: string): Promise<ParcelOperation> {
    return found(await this.store.operation(key), `Nothing was done under the key ${key}.`);
  }

  @Get('parcels/:parcelId/label')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @ApiOperation({ summary: 'The label to print' })
  async label(@ZodParam('parcelId', id) parcelId: string): Promise<string> {
    const { shipTo, trackingNumber } = found(await this.store.parcel(parcelId), `There is no parcel ${parcelId}.`);
    const address = [shipTo.name, shipTo.street, `${shipTo.postcode} ${shipTo.city}`, shipTo.country];
    return [...address.map(oneLine), '', trackingNumber, ''].join('\n');
  }
}

/** What a customer writes fills its own line of the label and no other, and prints nothing but itself. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ');
