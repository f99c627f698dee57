import { z } from 'zod';
import { CommandRefused } from './errors.js';
import type { Client, Query } from './client.js';
import { exitCodes } from './exit-codes.js';

const LARGEST_PAGE = 100;

/** An item with the service that it is of. */
export type Of<Item> = Item & { readonly service: string };

export interface Found<Item> {
  readonly items: readonly Of<Item>[];
  /** There are more than were asked for. */
  readonly more: boolean;
}

/** The first `limit` items of a list of each service, together, the newest first. */
export async function listed<Item extends object>(
  clients: readonly Client[],
  path: string,
  shape: z.ZodType<Item>,
  options: { limit: number; query?: Query; newest: (item: Item) => string },
): Promise<Found<Item>> {
  const lists = await Promise.all(
    clients.map((client) => listOf(client, path, shape, options.query ?? {}, options.limit)),
  );
  const items = lists
    .flatMap(({ items }) => items)
    .sort((one, other) => options.newest(other).localeCompare(options.newest(one)));
  return { items: items.slice(0, options.limit), more: items.length > options.limit || lists.some(({ more }) => more) };
}

async function listOf<Item extends object>(
  client: Client,
  path: string,
  shape: z.ZodType<Item>,
  query: Query,
  limit: number,
): Promise<Found<Item>> {
  const page = z.object({ items: z.array(shape), nextCursor: z.string().nullish() });
  const items: Of<Item>[] = [];
  let cursor: string | undefined;
  do {
    const answer = await client.get(path, page, {
      ...query,
      limit: Math.min(limit - items.length, LARGEST_PAGE),
      cursor,
    });
    items.push(...answer.items.map((item) => ({ service: client.service, ...item })));
    cursor = answer.nextCursor ?? undefined;
  } while (cursor !== undefined && items.length < limit);
  return { items, more: cursor !== undefined };
}

/** The service that has what the path names, and what it answers: ids are unique over all of them. */
export async function foundIn<T>(
  clients: readonly Client[],
  path: string,
  shape: z.ZodType<T>,
): Promise<{ client: Client; value: T }> {
  const answers = await Promise.allSettled(
    clients.map(async (client) => ({ client, value: await client.get(path, shape) })),
  );
  const found = answers.find((answer) => answer.status === 'fulfilled');
  if (found !== undefined) return found.value;
  const reasons = answers.map((answer) => (answer as PromiseRejectedResult).reason as Error);
  // A service that did not answer may be the one that has it.
  throw (
    reasons.find((reason) => !(reason instanceof CommandRefused) || reason.exitCode !== exitCodes.notFound) ??
    reasons[0]!
  );
}
