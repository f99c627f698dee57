import { z } from 'zod';
import { SAGA_STATUSES } from '../../../operations/sagas/list-sagas.js';
import { actor, time } from './common.js';

const stuck = z.object({
  step: z.string(),
  asking: z.enum(['do', 'undo']),
  because: z.enum(['refused', 'unanswered']),
  asks: z.int(),
});
const reason = z.looseObject({ kind: z.enum(['refused', 'deadline', 'cancelled']), step: z.string() });
const phase = z.looseObject({
  status: z.enum(SAGA_STATUSES),
  reason: reason.optional().describe('Why it was rolled back'),
  stuck: stuck.optional().describe('Which step holds it up'),
  outcome: z
    .enum(['completed', 'rolled-back', 'unknown'])
    .optional()
    .describe('Of one that a person has resolved; `unknown` where that was before it had to be said'),
  note: z.string().optional(),
});
const step = z.object({
  at: z.enum(['asked', 'done', 'refused', 'undoing', 'undone', 'undo-refused', 'given-up']),
  asks: z.int().optional(),
  due: z.number().optional(),
  asked: z.int().optional().describe('Of a step whose undo `asks` counts'),
  answered: z.boolean().optional(),
  because: z.string().optional(),
});

/** A saga instance in a list. */
export const saga = z.object({
  id: z.uuid(),
  saga: z.string(),
  version: z.int(),
  businessKey: z.string(),
  status: z.enum(SAGA_STATUSES),
  phase,
  steps: z.record(z.string(), step).describe('Those that were asked'),
  dueAt: time.optional(),
  revision: z.int().describe('What an act names as `expectedVersion`'),
  startedAt: time,
  changedAt: time,
  traceId: z.string().optional(),
});

const line = {
  kind: z.string(),
  step: z.string().optional(),
  ask: z.int().optional(),
  messageType: z.string().optional(),
  detail: z.string().optional(),
  actor: actor.optional(),
};
const change = z.object({
  path: z.string(),
  from: z.union([z.string(), z.number()]).nullable(),
  to: z.union([z.string(), z.number()]).nullable(),
});
/** The same whole. */
export const wholeSaga = saga.extend({
  nextDeadline: z.object({ step: z.string(), asking: z.enum(['do', 'undo']), ask: z.int(), at: time }).nullable(),
  timeline: z.array(z.object({ at: time, ...line, traceId: z.string().optional() })),
  transitions: z.array(
    z.object({
      revision: z.int(),
      at: time,
      messageId: z.string(),
      traceId: z.string().nullable(),
      lines: z.array(z.object(line)),
      changes: z.array(change),
    }),
  ),
  refusedActs: z.array(
    z.object({
      at: time,
      actor,
      act: z.string(),
      step: z.string().nullable(),
      reason: z.string(),
      expectedVersion: z.int(),
      revision: z.int(),
      why: z.string(),
      traceId: z.string().nullable(),
    }),
  ),
});
