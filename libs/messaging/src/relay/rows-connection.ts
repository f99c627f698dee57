import pg from 'pg';
import { untraced } from '../tracing/context.js';
import { sessionOptions } from '../runtime/sql/session.js';

/** Milliseconds: the server ends what takes longer. Reads are bounded in rows, so this is far from what one takes. */
const STATEMENT_MS = 10_000;
const LOCK_MS = 2_500;
// A mark that a crash of the server loses costs a message sent twice, never one lost: no need to wait for the disk.
const OPTIONS = sessionOptions({ synchronous_commit: 'off', statement_timeout: STATEMENT_MS, lock_timeout: LOCK_MS });

export interface RowsConnectionOptions {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly name: string;
}

/** The leader's way to the outbox: apart from the lease's connection, so that no read however long costs the lease. */
export class RowsConnection {
  #client: Promise<pg.Client> | undefined;

  constructor(private readonly options: RowsConnectionOptions) {}

  /** Statements leave at once and run in the order in which they were asked. */
  async query<Row extends object>(query: pg.QueryConfig): Promise<Row[]> {
    const connecting = (this.#client ??= this.#connect());
    try {
      const client = await connecting;
      return (await untraced(() => client.query<Row>(query))).rows;
    } catch (error) {
      // A connection on which a statement failed may be in any state: the next one makes a new one.
      this.#hangUp(connecting);
      throw error;
    }
  }

  close(): void {
    if (this.#client !== undefined) this.#hangUp(this.#client);
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.options.url,
      application_name: this.options.name,
      options: OPTIONS,
      keepAlive: true,
      pipeline: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: STATEMENT_MS + 2_000,
    });
    client.on('error', () => undefined);
    try {
      await untraced(() => client.connect());
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    return client;
  }

  #hangUp(connecting: Promise<pg.Client>): void {
    if (this.#client === connecting) this.#client = undefined;
    connecting.then((client) => client.end()).catch(() => undefined);
  }
}
