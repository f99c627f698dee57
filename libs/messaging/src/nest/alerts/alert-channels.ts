import type { AlertChannel } from '../../operations/alerts/channel.js';
import { webhook } from '../../operations/alerts/webhook.js';
import type { MessagingSettings } from '../settings.js';
import { mailChannel } from './mail-channel.js';

/** Those that the settings name. */
export const alertChannels = ({
  NOTICES_URL,
  NOTICES_MAIL_TO: to,
  NOTICES_MAIL_FROM: from,
  NOTICES_SMTP_URL: url,
}: MessagingSettings): AlertChannel[] => [
  ...(NOTICES_URL === undefined ? [] : [webhook(NOTICES_URL)]),
  ...(to === undefined ? [] : [mailChannel({ url, from, to })]),
];
