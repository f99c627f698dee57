import { z } from 'zod';

/** As it is in JSON. */
export const time = z.iso.datetime({ offset: true });
export const actor = z.string().describe('As they say; `system` for what happened by itself');

/** A list, with the `nextCursor` that gives its next page. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** One difference; a side that is absent has no such member. */
export const change = z.object({ path: z.string(), from: z.unknown().optional(), to: z.unknown().optional() });

/** A line of a history, oldest first. */
export const event = z.object({
  at: time,
  actor,
  kind: z.string(),
  detail: z.unknown(),
  traceId: z.string().nullable(),
});
