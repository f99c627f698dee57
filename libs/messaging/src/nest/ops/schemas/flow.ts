import { z } from 'zod';
import { FAULT_POINTS } from '../../../faults/points.js';
import { actor, listOf, time } from './common.js';

/** What one transaction wrote to be sent. */
export const outboxEntry = z.object({
  id: z.string(),
  state: z.enum(['unsent', 'sent']),
  createdAt: time,
  sentAt: time.nullable(),
  messages: z.array(
    z.object({ topic: z.string(), key: z.string(), type: z.string().nullable(), id: z.string().nullable() }),
  ),
});
const republish = z.object({
  id: z.string(),
  cause: z.enum(['operator', 'new-cluster', 'new-topic']),
  actor,
  since: time,
  askedAt: time,
  doneAt: time.nullable().describe('When all was back among the unsent'),
  messages: z.int(),
});
export const outboxStatus = z.object({
  unsent: z.int().describe('Messages, counted up to 20,001 entries'),
  oldestUnsentAt: time.nullable(),
  leader: z.string().nullable().describe('Which process sends'),
  lastRepublish: republish.nullable(),
});
export const republished = z.object({
  id: z.string().nullable().describe('null for a dry run'),
  since: time,
  entries: z.int(),
  messages: z.int(),
});

export const inboxItem = z.object({
  consumer: z.string(),
  id: z.uuid(),
  state: z.enum(['handled', 'parked', 'dead']),
  sentAt: time,
  type: z.string().nullable().describe('This and the next two are kept of parked and dead messages only'),
  topic: z.string().nullable(),
  key: z.string().nullable(),
});

export const callItem = z.object({
  id: z.uuid(),
  party: z.string(),
  operation: z.string(),
  key: z.string().describe('Idempotency key'),
  state: z.enum(['open', 'answered', 'answer-failed', 'dead']),
  createdAt: time,
  deadline: time.nullable(),
  tries: z.int(),
  answerTries: z.int(),
  lastError: z.string().nullable(),
  dueAt: time.nullable(),
  settledAt: time.nullable(),
  answer: z.looseObject({ kind: z.enum(['answered', 'refused', 'gave-up']) }).nullable(),
});

const partition = z.object({ partition: z.int(), end: z.string(), committed: z.string().nullable(), lag: z.int() });
export const consumer = z.object({
  group: z.string(),
  healthy: z.boolean(),
  reason: z.string().nullable(),
  batches: z.object({ count: z.int(), messages: z.int() }),
  topics: z.array(
    z.object({ topic: z.string(), partitions: z.array(partition).describe('None while the broker does not answer') }),
  ),
  blocked: z
    .array(z.object({ topic: z.string(), partition: z.int(), since: time, why: z.string() }))
    .describe('Partitions whose next records cannot be handled by this process'),
  oldest: z
    .array(z.object({ topic: z.string(), partition: z.int(), at: time }))
    .describe('When the oldest record was written that this process has read and not handled, by partition'),
  skipped: z
    .array(z.object({ topic: z.string(), partition: z.int(), from: z.string(), to: z.string(), at: time }))
    .describe(
      'Records that were deleted before this process had read them: offsets from `from` up to, not including, `to`',
    ),
});

/** A fault as it is in effect. */
export const fault = z.object({
  id: z.string(),
  point: z.enum(FAULT_POINTS),
  action: z.string(),
  type: z.string().nullable(),
  key: z.string().nullable(),
  share: z.number().nullable(),
  times: z.int().nullable(),
  delayMs: z.number().nullable(),
  hits: z.int(),
  state: z.enum(['in-effect', 'spent', 'expired']),
  since: time,
  until: time.nullable().describe('null: until it is cleared'),
});
const point = z.object({
  point: z.enum(FAULT_POINTS),
  what: z.string(),
  actions: z.array(z.string()),
  choosesMessages: z.boolean(),
});
export const faults = listOf(fault).extend({ isOn: z.boolean(), points: z.array(point) });
