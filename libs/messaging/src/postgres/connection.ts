import { createHash } from 'node:crypto';
import pg from 'pg';
import { arrayLiteral } from './array-literal.js';

/** Milliseconds; each is below Kafka's session timeout, so that a frozen process loses its locks before its partitions. */
const SESSION = { lock_timeout: 2_500, idle_in_transaction_session_timeout: 4_000, transaction_timeout: 5_000, tcp_keepalives_idle: 5, tcp_keepalives_interval: 1, tcp_keepalives_count: 3 };
/**
 * Statements of a batch look rows up by key and are planned once a connection: planning them at each run costs more than running
 * them. A plan made while a table was small must not scan it when it has grown, so only index lookups are allowed.
 */
const PLANS = { plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off', jit: 'off' };
const OPTIONS = ['-c timezone=UTC', ...Object.entries({ ...SESSION, ...PLANS }).map(([name, value]) => `-c ${name}=${value}`)].join(' ');

const names = new Map<string, string>();
/** The same text has the same name in every process, so that a statement is parsed once a connection. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = createHash('sha256').update(text).digest('base64url').slice(0, 24)));
  return name;
}

const parameterOf = (value: unknown): unknown => (Array.isArray(value) ? (arrayLiteral(value) ?? value) : value);

/** One pipelined connection: statements go out in the order they are given, without waiting for each other. */
export class PipelinedConnection {
  readonly client: pg.Client;
  #corked = false;
  #broken = false;

  constructor(connectionString: string, applicationName: string) {
    this.client = new pg.Client({ connectionString, application_name: applicationName, options: OPTIONS, keepAlive: true, pipeline: true, connectionTimeoutMillis: 5_000 });
    this.client.on('error', () => (this.#broken = true));
    this.client.on('end', () => (this.#broken = true));
  }

  get broken(): boolean {
    return this.#broken;
  }

  async connect(): Promise<this> {
    await this.client.connect();
    return this;
  }

  /** Runs one prepared statement. */
  query<Row extends object>(text: string, values: readonly unknown[]): Promise<pg.QueryResult<Row>> {
    return this.#send<pg.QueryResult<Row>>({ name: nameOf(text), text, values: values.map(parameterOf) });
  }

  /** Runs one statement without values, by the simple protocol. */
  command(text: string): Promise<pg.QueryResult> {
    return this.#send({ text });
  }

  close(): void {
    this.#broken = true;
    this.client.end().catch(() => undefined);
  }

  #send<Result>(config: pg.QueryConfig): Promise<Result> {
    this.#corkOneTick();
    return new Promise<Result>((resolve, reject) => {
      this.client.query(config, (error, result) => (error ? reject(error) : resolve(result as Result)));
    });
  }

  /** All statements of one tick leave in one write. */
  #corkOneTick(): void {
    if (this.#corked) return;
    const { stream } = (this.client as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection;
    this.#corked = true;
    stream.cork();
    process.nextTick(() => {
      this.#corked = false;
      stream.uncork();
    });
  }
}
