import { z } from 'zod';
import { id, time, type Served } from './common.js';

export const callStates = ['open', 'answered', 'answer-failed', 'dead'] as const;

/** A call to the outside. */
export const CallItem = z.object({
  id,
  party: z.string(),
  operation: z.string(),
  key: z.string().describe('Idempotency key'),
  state: z.enum(callStates),
  createdAt: time,
  deadline: time.nullable(),
  tries: z.int().describe('Failed attempts at the call'),
  answerTries: z.int().describe('Failed tries to bring its answer in'),
  lastError: z.string().nullable(),
  dueAt: time.nullable(),
  settledAt: time.nullable(),
  answer: z.looseObject({ kind: z.enum(['answered', 'refused', 'gave-up']) }).nullable(),
});
export type CallItem = Served<typeof CallItem>;
