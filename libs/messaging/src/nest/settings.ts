import { fields } from '@sagaworks/chassis';
import { z } from 'zod';
import { DEFAULT_SAGA_DAYS } from '../maintenance/tasks.js';
import { DEFAULT_KEEP_DAYS } from '../operations/dead-letters/retention.js';

const own = {
  brokers: z
    .string()
    .regex(/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/)
    .describe('host:port, several separated by commas,'),
  topicPrefix: z
    .string()
    .regex(/^[\w.-]{1,100}$/)
    .describe('up to 100 letters, digits, dots, dashes and underscores'),
  sagaVersions: z
    .string()
    .regex(/^[^\s,=]+=[1-9]\d*(,[^\s,=]+=[1-9]\d*)*$/)
    .describe('saga=version, several separated by commas, that new instances start with'),
} as const;

/** What a service with messages has besides; extend it with the service's own. */
export const messagingSettings = z.object({
  DATABASE_URL: fields.postgres,
  KAFKA_BROKERS: own.brokers,
  TOPIC_PREFIX: own.topicPrefix.optional().describe(own.topicPrefix.description!),
  DEAD_LETTER_DAYS: z.coerce.number().int().min(1).max(30).default(DEFAULT_KEEP_DAYS).describe('days from 1 to 30'),
  SAGA_DAYS: z.coerce.number().int().min(8).max(3650).default(DEFAULT_SAGA_DAYS).describe('days from 8 to 3650'),
  SAGA_VERSIONS: own.sagaVersions.optional().describe(own.sagaVersions.description!),
  NOTICES_URL: fields.http.optional().describe(fields.http.description!),
  NOTICES_MAIL_TO: z.email().optional().describe('an address that mails go to'),
  NOTICES_MAIL_FROM: z.email().default('notices@sagaworks.example').describe('the address that mails come from'),
  NOTICES_SMTP_URL: fields.smtp.default('smtp://127.0.0.1:25').describe(fields.smtp.description!),
  FAULTS: z.enum(['on', 'off']).default('off').describe('on (it can then be broken over /ops/faults) or off'),
});
export type MessagingSettings = z.output<typeof messagingSettings>;
