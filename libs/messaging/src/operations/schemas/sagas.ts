import { z } from 'zod';
import type { SagaStatus } from '../../saga/engine/instance.js';
import { actor, id, time, type Served } from './common.js';

export const SAGA_STATUSES = [
  'running',
  'compensating',
  'completed',
  'rolled-back',
  'needs-operator',
  'resolved',
] as const satisfies readonly SagaStatus[];

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
  since: z.number().optional().describe('From when on the wait counts, where that is not when it was asked'),
  asked: z.int().optional().describe('Of a step whose undo `asks` counts'),
  answered: z.boolean().optional(),
  because: z.string().optional(),
});

/** A saga instance in a list. */
export const SagaItem = z.object({
  id,
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
/** What one transition has changed of an instance: `status`, `steps.<name>.at` or `steps.<name>.asks`. */
export const StateChange = z.object({
  path: z.string(),
  from: z.union([z.string(), z.number()]).nullable(),
  to: z.union([z.string(), z.number()]).nullable(),
});
export type StateChange = Served<typeof StateChange>;

/** What an operator asked of an instance and did not get. */
export const RefusedOrder = z.object({
  at: time,
  actor,
  act: z.string(),
  step: z.string().nullable().describe('null where the act was about the step that waits, or the whole instance'),
  reason: z.string().describe('Why they asked'),
  expectedVersion: z.int(),
  revision: z.int().describe('Where the instance was'),
  why: z.string(),
  traceId: z.string().nullable(),
});
export type RefusedOrder = Served<typeof RefusedOrder>;

/** The same whole. */
export const WholeSaga = SagaItem.extend({
  nextDeadline: z.object({ step: z.string(), asking: z.enum(['do', 'undo']), ask: z.int(), at: time }).nullable(),
  timeline: z.array(z.object({ at: time, ...line, traceId: z.string().optional() })),
  transitions: z.array(
    z.object({
      revision: z.int(),
      at: time,
      messageId: z.string(),
      traceId: z.string().nullable(),
      lines: z.array(z.object(line)),
      changes: z.array(StateChange),
    }),
  ),
  refusedActs: z.array(RefusedOrder),
});
export type SagaItem = Served<typeof SagaItem>;
export type WholeSaga = Served<typeof WholeSaga>;
