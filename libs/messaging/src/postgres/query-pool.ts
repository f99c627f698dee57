import pg from 'pg';
import { classify, unreachable } from './classify.js';
import { sessionOptions } from '../runtime/sql/session.js';

/** Milliseconds beyond the server's own limit after which a connection that says nothing leads nowhere. */
const SILENT_MS = 2_000;
/** Milliseconds to wait for a connection, new or one that others have. */
const CONNECT_MS = 5_000;

export interface QueryPoolOptions {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly name: string;
  /** Connections. */
  readonly size: number;
  /** Milliseconds that the server lets a statement take, its waits for locks included. */
  readonly timeoutMs: number;
}

/** Single statements outside the batches. What cannot get a connection, or loses it, is `DatabaseAway`. */
export class QueryPool {
  readonly #pool: pg.Pool;

  constructor({ url, name, size, timeoutMs }: QueryPoolOptions) {
    this.#pool = new pg.Pool({
      connectionString: url,
      application_name: name,
      options: sessionOptions({ statement_timeout: timeoutMs }),
      max: size,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: timeoutMs + SILENT_MS,
    });
    this.#pool.on('error', () => undefined);
    // The pool listens to idle connections only: a cut between an answer and the return of its
    // connection would end the process.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = await this.#pool.connect().catch((error: unknown) => Promise.reject(unreachable(error)));
    try {
      const { rows } = await client.query<Row>(text, [...values]);
      client.release();
      return rows;
    } catch (error) {
      // What the server has refused leaves the connection as it was; anything else may have broken it.
      const answered = error instanceof pg.DatabaseError && error.severity === 'ERROR';
      client.release(answered ? undefined : true);
      throw classify(error);
    }
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}
