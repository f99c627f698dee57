import { listSchema } from '@sagaworks/messaging/operations';
import type { z } from 'zod';
import { CommandRefused } from './errors.js';
import type { Client, Query } from './client.js';
import { exitCodes, type ExitCode } from './exit-codes.js';

const LARGEST_PAGE = 100;

/** An item with the service that it is of. */
export type Of<Item> = Item & { readonly service: string };

/** A service that did not answer, and why not. */
export interface Missing {
  readonly service: string;
  readonly why: string;
}

export interface Found<Item> {
  readonly items: readonly Of<Item>[];
  /** There are more than were asked for. */
  readonly more: boolean;
  /** What these have is not among the items. */
  readonly missing: readonly Missing[];
}

/**
 * What those that answer have, and who does not. Rejects only where none does, or where
 * something else went wrong than silence.
 */
export async function eachOf<T>(
  clients: readonly Client[],
  ask: (client: Client) => Promise<T>,
): Promise<{ readonly answers: readonly T[]; readonly missing: readonly Missing[] }> {
  const settled = await Promise.allSettled(clients.map(ask));
  const failures = settled.flatMap((each, nr) =>
    each.status === 'rejected' ? [{ nr, error: each.reason as Error }] : [],
  );
  const wrong = failures.find(({ error }) => !isSilence(error));
  if (wrong !== undefined) throw wrong.error;
  if (failures.length === clients.length && failures.length > 0) throw failures[0]!.error;
  return {
    answers: settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])),
    missing: failures.map(({ nr, error }) => ({ service: clients[nr]!.service, why: error.message })),
  };
}

const isSilence = (error: Error): boolean =>
  error instanceof CommandRefused && error.exitCode === exitCodes.unreachable;

/** Of a list: whether all have answered. */
export const codeOf = ({ missing }: { readonly missing: readonly Missing[] }): ExitCode =>
  missing.length === 0 ? exitCodes.done : exitCodes.unreachable;

/** The first `limit` items of a list of each service, together, the newest first. */
export async function listed<Item extends object>(
  clients: readonly Client[],
  path: string,
  shape: z.ZodType<Item>,
  options: { limit: number; query?: Query; newest: (item: Item) => string },
): Promise<Found<Item>> {
  const { answers, missing } = await eachOf(clients, (client) =>
    listOf(client, path, shape, options.query ?? {}, options.limit),
  );
  const items = answers
    .flatMap(({ items }) => items)
    .sort((one, other) => options.newest(other).localeCompare(options.newest(one)));
  return {
    items: items.slice(0, options.limit),
    more: items.length > options.limit || answers.some(({ more }) => more),
    missing,
  };
}

async function listOf<Item extends object>(
  client: Client,
  path: string,
  shape: z.ZodType<Item>,
  query: Query,
  limit: number,
): Promise<Omit<Found<Item>, 'missing'>> {
  const page = listSchema(shape);
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
