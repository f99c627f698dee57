import { z } from 'zod';
import { actor, event, time } from './common.js';

const undoneAt = time.nullable().describe('Since when its undo had been applied, which it met');
const states = ['waiting', 'redriving', 'succeeded', 'failed', 'refused', 'cancelled'] as const;

/** A redrive of many. */
export const operation = z.object({
  id: z.uuid(),
  state: z
    .enum(['running', 'paused', 'halted', 'cancelled', 'done'])
    .describe('`halted`: by itself, because failures came back'),
  actor,
  createdAt: time,
  perSecond: z.int(),
  haltAfter: z.int(),
  counts: z.object(Object.fromEntries(states.map((state) => [state, z.int()]))),
  metUndo: z.int().describe('Of those redriven, whose undo had been applied before'),
  history: z.array(event),
});
export const item = z.object({
  position: z.int(),
  deadLetterId: z.uuid(),
  state: z.enum(states),
  reason: z.string().nullable().describe('Of a refusal or a failure'),
  undoneAt,
});
const refusal = z.object({ id: z.uuid(), reason: z.string() });
/** What was begun, or would be. */
export const begun = z.union([
  operation.extend({ dryRun: z.literal(false) }),
  z.object({
    dryRun: z.literal(true),
    total: z.int(),
    redrivable: z.int(),
    refusals: z.array(refusal),
    undone: z.array(z.object({ id: z.uuid(), undoneAt })),
  }),
]);

/** A key that waits behind a failing message. */
export const parked = z.object({
  topic: z.string(),
  key: z.string(),
  state: z
    .enum(['retrying', 'waiting', 'held', 'full'])
    .describe(
      '`waiting` for what `waitsFor` names, `held` behind a dead message, `full` at the length limit: its partition waits',
    ),
  waitsFor: z
    .string()
    .nullable()
    .describe(
      'The class of the error: `UnknownVersion` for a newer version of this service, `RowLocked` for whoever holds a row',
    ),
  length: z.int(),
  tries: z.int(),
  nextTryAt: time.nullable(),
  fullSince: time.nullable(),
  firstFailedAt: time.nullable(),
  lastError: z.string().nullable(),
  head: z.object({ messageId: z.string(), type: z.string(), deadLetterId: z.uuid().nullable() }).nullable(),
});
