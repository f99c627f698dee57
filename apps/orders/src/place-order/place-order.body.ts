import { isPlainId, PLAIN_ID } from '@sagaworks/chassis';
import { address, cardToken, customerId, email, orderLines } from '@sagaworks/contracts';
import { z } from 'zod';

/** What a customer sends to place an order. Several lines of one sku are added up. */
export const placeOrderBody = z
  .strictObject({
    customerId: customerId.refine(isPlainId, `Needed: ${PLAIN_ID}`),
    email: email.optional().describe('Where to tell how the order ends'),
    lines: orderLines,
    payment: z.strictObject({ cardToken }),
    shipTo: address,
  })
  .meta({
    example: {
      customerId: 'ada',
      email: 'ada@example.com',
      lines: [
        { sku: 'MUG-BLUE', quantity: 2 },
        { sku: 'TEAPOT', quantity: 1 },
      ],
      payment: { cardToken: 'tok_visa' },
      shipTo: { name: 'Ada Lovelace', street: 'Main St 1', city: 'Berlin', postcode: '10115', country: 'DE' },
    },
  });
export type PlaceOrderBody = z.output<typeof placeOrderBody>;
