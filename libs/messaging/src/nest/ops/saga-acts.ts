import { z } from 'zod';
import { instant } from '../../message/instant.js';

const step = z.string().min(1).max(200);
/** Every act names what the operator saw, and why they act. */
const act = {
  expectedVersion: z
    .int()
    .positive()
    .max(2_147_483_647)
    .describe('`revision` of the instance as it was seen: an act over an instance that has moved since is refused'),
  reason: z.string().trim().min(1).max(1_000).describe('Stands in the history'),
};

export const turnBody = z.strictObject(act);
export const retryBody = z.strictObject({ ...act, step: step.optional().describe('By default the step that waits') });
export const skipBody = z.strictObject({
  ...act,
  step: retryBody.shape.step,
  type: z.string().min(1).max(200).describe('Message type that may answer the step, e.g. its yes'),
  data: z.record(z.string(), z.unknown()).describe('Of that message, held against its schema'),
});
export const deadlineBody = z.strictObject({
  ...act,
  step: retryBody.shape.step,
  to: instant({ offset: true }).nullable().describe('null revokes it: the step is waited for without an end'),
});
export const resolveBody = z.strictObject({
  ...act,
  outcome: z
    .enum(['completed', 'rolled-back'])
    .describe('How it ended: whoever is told of the end of a saga is told this one'),
});

export type TurnBody = z.output<typeof turnBody>;
export type RetryBody = z.output<typeof retryBody>;
export type SkipBody = z.output<typeof skipBody>;
export type DeadlineBody = z.output<typeof deadlineBody>;
export type ResolveBody = z.output<typeof resolveBody>;
