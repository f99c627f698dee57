import { z } from 'zod';
import { actor, time, type Served } from './common.js';

export const outboxStates = ['unsent', 'sent'] as const;

/** What one transaction wrote to be sent. */
export const OutboxItem = z.object({
  id: z.string(),
  state: z.enum(outboxStates),
  createdAt: time,
  sentAt: time.nullable(),
  messages: z.array(
    z.object({ topic: z.string(), key: z.string(), type: z.string().nullable(), id: z.string().nullable() }),
  ),
});
export type OutboxItem = Served<typeof OutboxItem>;

/** A time that sent messages were sent again. */
export const PastRepublish = z.object({
  id: z.string(),
  cause: z.enum(['operator', 'new-cluster', 'new-topic']),
  actor,
  since: time,
  askedAt: time,
  doneAt: time.nullable().describe('When all was back among the unsent'),
  messages: z.int(),
});
export const OutboxStatus = z.object({
  unsent: z.int().describe('Messages, counted up to 20,001 entries'),
  oldestUnsentAt: time.nullable(),
  leader: z.string().nullable().describe('Which process sends'),
  lastRepublish: PastRepublish.nullable(),
});
export type OutboxStatus = Served<typeof OutboxStatus>;

export const BegunRepublish = z.object({
  id: z.string().nullable().describe('null for a dry run'),
  since: time,
  entries: z.int(),
  messages: z.int(),
});
export type BegunRepublish = Served<typeof BegunRepublish>;
