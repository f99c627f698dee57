import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import pg from 'pg';
import { statementSpan } from '../tracing/spans.js';
import { Flush } from './flush.js';
import { sessionOptions } from '../runtime/sql/session.js';
import { Prepared, Statement, type Ran } from './statement.js';

/**
 * Milliseconds. The locks of a frozen process are free within 2 s of the move of its partitions, and nobody
 * waits for one longer than a session.
 */
const SESSION = {
  lock_timeout: 2_500,
  idle_in_transaction_session_timeout: 4_000,
  transaction_timeout: 5_000,
  tcp_keepalives_idle: 5,
  tcp_keepalives_interval: 1,
  tcp_keepalives_count: 3,
};
/**
 * Statements of a batch look rows up by key and are planned once a connection: planning them at each
 * run costs more than running them. A plan made while a table was small must not scan it when it has
 * grown, so only index lookups are allowed.
 */
const PLANS = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
};
const OPTIONS = sessionOptions({ ...SESSION, ...PLANS });

/**
 * Longer than the server lets a transaction last: a connection that is silent for this many milliseconds
 * leads nowhere, though nobody has cut it.
 */
const SILENT_MS = 6_000;

/** The same text has the same name in every process, so that a statement is parsed once a connection. */
const nameOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 24);

/** What the driver keeps to itself. */
interface Wired {
  readonly connection: { readonly stream: Socket };
}

/**
 * One connection whose statements of one tick leave together, in the order they are given,
 * without waiting for each other.
 */
export class PipelinedConnection {
  readonly client: pg.Client;
  readonly #prepared = new Map<string, Prepared>();
  readonly #parsed = new Set<Prepared>();
  #waiting: Statement[] = [];
  #last: { readonly statement: Statement; readonly sentAt: number } | undefined;
  #looking: NodeJS.Timeout | undefined;
  #broken = false;

  constructor(
    connectionString: string,
    applicationName: string,
    private readonly silentMs = SILENT_MS,
  ) {
    this.client = new pg.Client({
      connectionString,
      application_name: applicationName,
      options: OPTIONS,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
    });
    this.client.on('error', () => this.#break());
    this.client.on('end', () => this.#break());
  }

  get broken(): boolean {
    return this.#broken;
  }

  async connect(): Promise<this> {
    await this.client.connect();
    this.#looking = setInterval(() => this.#look(), this.silentMs / 10).unref();
    return this;
  }

  /** Runs one prepared statement. */
  query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Ran<Row>> {
    const span = statementSpan(text);
    const statement = new Statement(this.#preparedOf(text), values);
    if (this.#waiting.length === 0) process.nextTick(() => this.flush());
    this.#waiting.push(statement);
    const ran = statement.ran as Promise<Ran<Row>>;
    return span === undefined ? ran : ran.finally(() => span.end());
  }

  /** Sends what waits for the end of the tick, before something that goes past it. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const statements = this.#waiting;
    this.#waiting = [];
    this.client.query(new Flush(statements, this.#parsed));
    this.#last = { statement: statements.at(-1)!, sentAt: performance.now() };
  }

  close(): void {
    this.#break();
    this.client.end().catch(() => undefined);
  }

  #break(): void {
    this.#broken = true;
    clearInterval(this.#looking);
  }

  /**
   * In a process that stood still the answer may be here and not read: what is to be read comes before `setImmediate`.
   */
  #look(): void {
    if (this.#silent)
      setImmediate(
        () =>
          this.#silent &&
          (this.client as unknown as Wired).connection.stream.destroy(
            new Error(`Connection terminated: the server was silent for ${this.silentMs} ms`),
          ),
      );
  }

  get #silent(): boolean {
    return (
      this.#last !== undefined && !this.#last.statement.ended && performance.now() - this.#last.sentAt > this.silentMs
    );
  }

  #preparedOf(text: string): Prepared {
    let prepared = this.#prepared.get(text);
    if (prepared === undefined) this.#prepared.set(text, (prepared = new Prepared(nameOf(text), text)));
    return prepared;
  }
}
