import { SagaItem } from '@sagaworks/messaging/operations';
import type { z } from 'zod';
import type { Client } from './client.js';
import type { Context } from './context.js';
import { CommandRefused } from './errors.js';
import { exitCodes } from './exit-codes.js';
import type { ServiceName } from './installation.js';
import { foundIn, listed } from './lists.js';

const pathOf = (id: string): string => `/ops/sagas/${encodeURIComponent(id)}`;

export interface FoundSaga<T> {
  readonly client: Client;
  readonly value: T;
  /** Below the service's address. */
  readonly path: string;
}

/**
 * The instance of that id, else the one of that business key, e.g. an order's id. Refused where several have the key.
 */
export async function findSaga<T>(
  context: Context,
  name: string,
  service: unknown,
  shape: z.ZodType<T>,
): Promise<FoundSaga<T>> {
  const clients = context.clients(service as ServiceName | undefined);
  try {
    return { ...(await foundIn(clients, pathOf(name), shape)), path: pathOf(name) };
  } catch (error) {
    if (!isUnknown(error)) throw error;
    const id = await idByKey(clients, name);
    return { ...(await foundIn(clients, pathOf(id), shape)), path: pathOf(id) };
  }
}

/** A name that cannot be an id is refused as such. */
const isUnknown = (error: unknown): boolean =>
  error instanceof CommandRefused && (error.exitCode === exitCodes.notFound || error.exitCode === exitCodes.usage);

async function idByKey(clients: readonly Client[], key: string): Promise<string> {
  const { items } = await listed(clients, '/ops/sagas', SagaItem, {
    limit: 10,
    query: { businessKey: key },
    newest: ({ startedAt }) => startedAt,
  });
  if (items.length === 1) return items[0]!.id;
  if (items.length === 0) throw new CommandRefused(`no saga has the id or the business key ${key}`, exitCodes.notFound);
  const each = items.map(({ id, saga, status }) => `${id} (${saga}, ${status})`).join(', ');
  throw new CommandRefused(`several sagas have the business key ${key}, name one: ${each}`, exitCodes.usage);
}
