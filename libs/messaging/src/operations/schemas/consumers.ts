import { z } from 'zod';
import { time, type Served } from './common.js';

const at = { topic: z.string(), partition: z.int() };
const partition = z.object({ partition: z.int(), end: z.string(), committed: z.string().nullable(), lag: z.int() });

/** What a service reads, and how far. */
export const ConsumerStatus = z.object({
  group: z.string(),
  healthy: z.boolean(),
  reason: z.string().nullable(),
  batches: z.object({ count: z.int(), messages: z.int() }),
  topics: z.array(
    z.object({ topic: z.string(), partitions: z.array(partition).describe('None while the broker does not answer') }),
  ),
  blocked: z
    .array(z.object({ ...at, since: time, why: z.string() }))
    .describe('Partitions whose next records cannot be handled by this process'),
  oldest: z
    .array(z.object({ ...at, at: time }))
    .describe('When the oldest record was written that this process has read and not handled, by partition'),
  skipped: z
    .array(z.object({ ...at, from: z.string(), to: z.string(), at: time }))
    .describe(
      'Records that were deleted before this process had read them: offsets from `from` up to, not including, `to`',
    ),
});
export type ConsumerStatus = Served<typeof ConsumerStatus>;
