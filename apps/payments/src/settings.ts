import { fields } from '@sagaworks/chassis';
import { messagingSettings } from '@sagaworks/messaging/nest';
import { z } from 'zod';

export const paymentsSettings = messagingSettings.extend({
  SANDBOX_URL: fields.http,
  OUTSIDE: z
    .enum(['http', 'instant'])
    .default('http')
    .describe('http, or instant for a card processor inside this process'),
});
export type PaymentsSettings = z.output<typeof paymentsSettings>;
