import { z } from 'zod';
import { id, time, type Served } from './common.js';

export const inboxStates = ['handled', 'parked', 'dead'] as const;

/** A message that was taken. */
export const InboxItem = z.object({
  consumer: z.string(),
  id,
  state: z.enum(inboxStates),
  sentAt: time.describe('The message’s own time'),
  type: z.string().nullable().describe('This and the next two are kept of parked and dead messages only'),
  topic: z.string().nullable(),
  key: z.string().nullable(),
});
export type InboxItem = Served<typeof InboxItem>;
