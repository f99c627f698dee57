import { z } from 'zod';
import { time, type Served } from './common.js';

/** How the calls to one party do. */
export const PartySummary = z.object({
  party: z.string(),
  open: z.int().describe('Of all processes, counted up to 1,000; so are the next two'),
  failing: z.int().describe('Of these, those that have failed at least once'),
  answersFailing: z.int().describe('Answered, and the answer cannot be brought in'),
  oldestOpenAt: time.nullable(),
  lastError: z.string().nullable().describe('Of the oldest open one'),
  here: z
    .object({
      breaker: z.enum(['open', 'closed']).describe('`open`: no calls are made, but for a probe'),
      waiting: z.int().describe('In memory, for a place or their next attempt'),
      inFlight: z.int(),
      lastAnsweredAt: time.nullable(),
    })
    .nullable()
    .describe('Of the process that answers; null for a party that it does not call'),
});
export type PartySummary = Served<typeof PartySummary>;
