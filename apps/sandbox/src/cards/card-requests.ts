import { z } from 'zod';
import { id } from '../books/http.js';

export const authorisationBody = z.strictObject({
  orderId: id,
  cardToken: z.string().min(1).max(100),
  amount: z.int().min(1).max(1_000_000_000_000).describe('minor units'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'Three capital letters: ISO 4217'),
});

/** A charge by its authorisation's idempotency key or by its own id. */
export const chargeBody = z
  .strictObject({ authorisationKey: id.optional(), chargeId: id.optional() })
  .refine(({ authorisationKey, chargeId }) => (authorisationKey === undefined) !== (chargeId === undefined), {
    message: 'Give authorisationKey or chargeId',
    path: ['authorisationKey'],
  });

export type AuthorisationBody = z.output<typeof authorisationBody>;
export type ChargeBody = z.output<typeof chargeBody>;
