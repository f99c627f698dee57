import { z } from 'zod';

/** A point in time as JSON has it; the services' own code has a `Date` in its place. */
export const time = z.iso.datetime({ offset: true }).brand<'time'>();
type Time = z.output<typeof time>;

/** A UUID. Whoever reads an answer takes any text for it: only its service needs to know. */
export const id = z.string().meta({ format: 'uuid' });
export const actor = z.string().describe('As they say; `system` for what happened by itself');

/** A list, with the `nextCursor` that gives its next page. */
export const listSchema = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** What a schema describes, as the services' own code has it: before JSON makes text of its times. */
export type Served<Schema extends z.ZodType> = WithDates<z.output<Schema>>;
type WithDates<T> = T extends Time
  ? Date
  : T extends readonly (infer Item)[]
    ? readonly WithDates<Item>[]
    : T extends object
      ? { readonly [Name in keyof T]: WithDates<T[Name]> }
      : T;

/** One difference between two JSON values; a side that is absent has no such member. */
export const Difference = z.object({
  path: z.string().describe('Dotted; empty for the whole value'),
  from: z.unknown().optional(),
  to: z.unknown().optional(),
});
export type Difference = Served<typeof Difference>;

/** A line of a history, oldest first. */
export const HistoryLine = z.object({
  at: time,
  actor,
  kind: z.string(),
  detail: z.unknown(),
  traceId: z.string().nullable(),
});
