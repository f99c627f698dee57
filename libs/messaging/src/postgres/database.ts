import pg from 'pg';
import { CommitInDoubt, WrongDeclaration } from '../errors.js';
import type { Database, TransactionOptions } from '../runtime/database.js';
import type { Tx } from '../runtime/database.js';
import { classify } from './classify.js';
import { PipelinedConnection } from './connection.js';
import { prismaOver } from './prisma-in-tx.js';
import { PgTransaction, type PrismaFactory } from './transaction.js';

/** What is asked outside the batch may take long, but a connection that leads nowhere is given up. */
const QUERY_MS = 30_000;

export interface PgDatabaseOptions<Prisma> {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly service: string;
  /** Makes the service's Prisma client from an adapter, for `tx.prisma`. */
  readonly prisma?: PrismaFactory<Prisma>;
  /** Connections for queries outside the batch. @default 4 */
  readonly poolSize?: number;
}

/** PostgreSQL behind `Database`: one pipelined connection for transactions, a small pool for everything else. */
export class PgDatabase<Prisma = unknown> implements Database<Prisma> {
  readonly #pool: pg.Pool;
  #connection: PipelinedConnection | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #prisma: { readonly over: PipelinedConnection; readonly client: Prisma } | undefined;

  constructor(private readonly options: PgDatabaseOptions<Prisma>) {
    this.#pool = new pg.Pool({
      connectionString: options.url,
      application_name: options.service,
      options: '-c timezone=UTC',
      max: options.poolSize ?? 4,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: QUERY_MS,
    });
    this.#pool.on('error', () => undefined);
  }

  /** One at a time, in the order asked for: they share a connection. */
  transaction<T>(work: (tx: Tx<Prisma>) => Promise<T>, options?: TransactionOptions): Promise<T> {
    const result = this.#last.then(() => this.#run(work, options));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    try {
      return (await this.#pool.query<Row>(text, [...values])).rows;
    } catch (error) {
      throw classify(error);
    }
  }

  async close(): Promise<void> {
    this.#connection?.close();
    await this.#pool.end();
  }

  async #run<T>(work: (tx: Tx<Prisma>) => Promise<T>, { lockMs }: TransactionOptions = {}): Promise<T> {
    const connection = await this.#connected();
    const tx = new PgTransaction<Prisma>(connection, () => this.#prismaOver(connection));
    if (lockMs !== undefined) void tx.sql(`SET LOCAL lock_timeout = ${Math.round(lockMs)}`);
    try {
      const result = await work(tx);
      await tx.commit();
      return result;
    } catch (error) {
      await this.#undo(tx, connection, error);
      // Anything that is not an error is the caller's own way of ending the work, e.g. `DecisionFailed`.
      throw error instanceof Error ? classify(error) : error;
    }
  }

  /** After a failed statement the driver no longer knows which statements the server has prepared: only a new connection does. */
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
      throw classify(error);
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
