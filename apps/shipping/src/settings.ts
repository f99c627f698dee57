import { fields } from '@sagaworks/chassis';
import { messagingSettings } from '@sagaworks/messaging/nest';
import { z } from 'zod';

export const shippingSettings = messagingSettings.extend({
  SANDBOX_URL: fields.http,
  OUTSIDE: z.enum(['http', 'instant']).default('http').describe('http, or instant for a carrier inside this process'),
});
export type ShippingSettings = z.output<typeof shippingSettings>;
