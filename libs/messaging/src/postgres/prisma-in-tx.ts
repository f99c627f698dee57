import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { PrismaFactory } from './transaction.js';

/** What Prisma would do to the whole transaction, done to a part of it. */
const AS_SAVEPOINT: Readonly<Record<string, string>> = {
  BEGIN: 'SAVEPOINT prisma',
  COMMIT: 'RELEASE SAVEPOINT prisma',
  ROLLBACK: 'ROLLBACK TO SAVEPOINT prisma',
};

/** `flush` sends what was asked of the client before and has not left yet. */
interface Pinned {
  readonly client: pg.Client;
  readonly flush: () => void;
}

/** A pool of one: all that Prisma asks goes to the one client whose transaction is open. */
class PinnedPool extends pg.Pool {
  readonly #client: pg.Client;

  constructor({ client, flush }: Pinned) {
    super({ max: 1 });
    this.#client = client;
    const run = (query: unknown, ...rest: unknown[]) => {
      flush();
      return this.#run(query, rest);
    };
    Object.assign(this, {
      query: run,
      connect: () =>
        Promise.resolve({ query: run, release: () => undefined, on: () => undefined, removeListener: () => undefined }),
    });
  }

  #run(query: unknown, rest: readonly unknown[]): unknown {
    const text = typeof query === 'string' ? query : (query as { text: string }).text;
    const savepoint = AS_SAVEPOINT[text.trim().toUpperCase()];
    const send = this.#client.query.bind(this.#client) as (...parts: unknown[]) => unknown;
    return savepoint === undefined ? send(query, ...rest) : send(savepoint);
  }
}

/**
 * The service's Prisma client over the connection of the running transaction; an inner
 * `$transaction` that fails rolls back alone.
 */
export const prismaOver = <Prisma>(pinned: Pinned, create: PrismaFactory<Prisma>): Prisma =>
  create(new PrismaPg(new PinnedPool(pinned)));
