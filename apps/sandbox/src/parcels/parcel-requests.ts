import { z } from 'zod';
import { id } from '../books/http.js';

const line = z.string().min(1).max(200);

export const bookingBody = z.strictObject({
  orderId: id,
  shipTo: z.strictObject({ name: line, street: line, city: line, postcode: z.string().min(1).max(20), country: line }),
});

/** A parcel by its booking's idempotency key or by its own id. */
export const parcelBody = z
  .strictObject({ bookingKey: id.optional(), parcelId: id.optional() })
  .refine(({ bookingKey, parcelId }) => (bookingKey === undefined) !== (parcelId === undefined), {
    message: 'Give bookingKey or parcelId',
    path: ['bookingKey'],
  });

export type BookingBody = z.output<typeof bookingBody>;
export type ParcelBody = z.output<typeof parcelBody>;
