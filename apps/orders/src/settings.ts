import { messagingSettings } from '@sagaworks/messaging/nest';
import { z } from 'zod';

export const ordersSettings = messagingSettings.extend({
  TRACES_VIEW_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('the http:// URL of a page that shows a trace once its id is appended'),
  SAGA_PACE: z.coerce
    .number()
    .positive()
    .default(1)
    .describe('a number above 0 that multiplies every wait of the saga'),
});
export type OrdersSettings = z.output<typeof ordersSettings>;
