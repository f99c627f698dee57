import pg from 'pg';
import { CommitInDoubt, WrongDeclaration } from '../errors.js';
import type { Database, TransactionOptions } from '../runtime/database.js';
import type { Tx } from '../runtime/database.js';
import { silent, type Logger } from '../runtime/logger.js';
import { classify, unreachable } from './classify.js';
import { PipelinedConnection } from './connection.js';
import { prismaOver } from './prisma-in-tx.js';
import { QueryPool } from './query-pool.js';
import { PgTransaction, type PrismaFactory } from './transaction.js';

/** What the service asks for its own work may take long, but not for ever. */
const OWN_MS = 30_000;
/** What people ask may not. */
const PEOPLE_MS = 10_000;

export interface PgDatabaseOptions<Prisma> {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly service: string;
  /** Makes the service's Prisma client from an adapter, for `tx.prisma`. */
  readonly prisma?: PrismaFactory<Prisma>;
  /** Connections for queries outside the batch, of the service and of people each. @default 4 */
  readonly poolSize?: number;
  /** Hears of what fails though its transaction is committed. @default nothing is said */
  readonly log?: Logger;
}

/**
 * PostgreSQL behind `Database`: one pipelined connection for transactions, a small pool for what people ask,
 * and one for the service's own queries.
 */
export class PgDatabase<Prisma = unknown> implements Database<Prisma> {
  /** The same for the service's own work: what keeps it alive waits for no page. */
  readonly own: Database<Prisma>;
  readonly #own: QueryPool;
  readonly #people: QueryPool;
  #connection: PipelinedConnection | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #prisma: { readonly over: PipelinedConnection; readonly client: Prisma } | undefined;

  constructor(private readonly options: PgDatabaseOptions<Prisma>) {
    const { url, service, poolSize: size = 4 } = options;
    this.#own = new QueryPool({ url, name: service, size, timeoutMs: OWN_MS });
    this.#people = new QueryPool({ url, name: `${service}:people`, size, timeoutMs: PEOPLE_MS });
    this.own = {
      transaction: (...asked) => this.transaction(...asked),
      query: (text, values) => this.#own.query(text, values),
      close: () => this.close(),
    };
  }

  /** One at a time, in the order asked for: they share a connection. */
  transaction<T>(work: (tx: Tx<Prisma>) => Promise<T>, options?: TransactionOptions): Promise<T> {
    const result = this.#last.then(() => this.#run(work, options));
    this.#last = result.catch(() => undefined);
    return result;
  }

  query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.#people.query(text, values);
  }

  async close(): Promise<void> {
    this.#connection?.close();
    await Promise.all([this.#own.close(), this.#people.close()]);
  }

  async #run<T>(work: (tx: Tx<Prisma>) => Promise<T>, { lockMs, onCommit }: TransactionOptions = {}): Promise<T> {
    const connection = await this.#connected();
    const tx = new PgTransaction<Prisma>(connection, () => this.#prismaOver(connection), this.options.log ?? silent);
    if (lockMs !== undefined) void tx.sql(`SET LOCAL lock_timeout = ${Math.round(lockMs)}`);
    try {
      const result = await work(tx);
      await tx.commit(onCommit);
      return result;
    } catch (error) {
      await this.#undo(tx, connection, error);
      // Anything that is not an error is the caller's own way of ending the work, e.g. `DecisionFailed`.
      throw error instanceof Error ? classify(error) : error;
    }
  }

  /**
   * After a failed statement the driver no longer knows which statements the server has
   * prepared: only a new connection does.
   */
  async #undo(tx: PgTransaction<Prisma>, connection: PipelinedConnection, error: unknown): Promise<void> {
    const failedInDatabase = error instanceof pg.DatabaseError || error instanceof CommitInDoubt || connection.broken;
    if (!failedInDatabase) await tx.rollback().catch(() => connection.close());
    else connection.close();
  }

  async #connected(): Promise<PipelinedConnection> {
    if (this.#connection !== undefined && !this.#connection.broken) return this.#connection;
    try {
      this.#connection = await new PipelinedConnection(this.options.url, `${this.options.service}:batch`).connect();
      return this.#connection;
    } catch (error) {
      throw unreachable(error);
    }
  }

  #prismaOver(connection: PipelinedConnection): Prisma {
    const { prisma } = this.options;
    if (prisma === undefined)
      throw new WrongDeclaration(
        `service ${this.options.service} declared no Prisma client, but a store uses tx.prisma`,
      );
    if (this.#prisma?.over !== connection)
      this.#prisma = {
        over: connection,
        client: prismaOver({ client: connection.client, flush: () => connection.flush() }, prisma),
      };
    return this.#prisma.client;
  }
}
