import { fields } from '@sagaworks/chassis';
import { messagingSettings } from '@sagaworks/messaging/nest';
import { z } from 'zod';

export const notifierSettings = messagingSettings.extend({
  SMTP_URL: fields.smtp,
  MAIL_FROM: z.email().default('shop@sagaworks.example').describe('the address that mails come from'),
  OUTSIDE: z
    .enum(['http', 'instant'])
    .default('http')
    .describe('http, or instant for a mail server inside this process'),
});
export type NotifierSettings = z.output<typeof notifierSettings>;
