import pg from 'pg';
import type { Logger } from '../runtime/logger.js';
import { Loop } from '../runtime/loop.js';
import { untraced } from '../tracing/context.js';
import { sessionOptions } from '../runtime/sql/session.js';
import { UpkeepMetrics } from './upkeep-metrics.js';
import type { Task, UpkeepDatabase } from './task.js';

/** Milliseconds. The server ends what takes longer, whatever becomes of this process. */
const STATEMENT_MS = 15_000;
const LOCK_MS = 100;
const OPTIONS = sessionOptions({ synchronous_commit: 'off', statement_timeout: STATEMENT_MS, lock_timeout: LOCK_MS });
/** What could not be done now, be it for a lock or for an error. */
const AGAIN_MS = 60_000;

export interface MaintenanceOptions {
  readonly service: string;
  /** The service's database: upkeep has a connection of its own while it works, so that it takes none from anybody. */
  readonly url: string;
  readonly tasks: readonly Task[];
  readonly log: Logger;
}

/**
 * Does what is due of a list of tasks, one bounded statement after the other, and goes on
 * at once while a batch was full.
 */
export class Maintenance {
  readonly #loop: Loop;
  readonly #metrics: UpkeepMetrics;
  readonly #dueAt = new Map<Task, number>();
  readonly #failing = new Set<Task>();
  #client: pg.Client | undefined;

  constructor(private readonly options: MaintenanceOptions) {
    const { log, tasks } = options;
    this.#loop = new Loop(() => this.#step(), { does: 'look after the tables', log, jitter: 0.05 });
    this.#metrics = new UpkeepMetrics(tasks);
  }

  /** Resolves when the first task of the list has been done, or could not be. */
  start(): Promise<void> {
    this.#metrics.start();
    return untraced(() => this.#loop.start());
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    this.#metrics.stop();
    await this.#hangUp();
  }

  /** One batch of the first task that is due; resolves to the milliseconds until the next one is. */
  async #step(): Promise<number> {
    const task = this.options.tasks.find((each) => this.#waitOf(each) <= 0);
    if (task !== undefined) await this.#run(task);
    const wait = Math.max(0, Math.min(...this.options.tasks.map((each) => this.#waitOf(each))));
    if (wait > 0) await this.#hangUp();
    return wait;
  }

  async #run(task: Task): Promise<void> {
    const database = await this.#connected();
    try {
      const result = await task.run(database);
      if (result === 'more') return;
      this.#failing.delete(task);
      this.#dueIn(task, result === 'done' ? task.everyMs : AGAIN_MS);
      if (result === 'done') this.#metrics.done(task);
    } catch (error) {
      this.#dueIn(task, AGAIN_MS);
      this.#tell(task, error as Error);
      await this.#hangUp();
    }
  }

  #tell(task: Task, error: Error): void {
    if (!this.#failing.has(task))
      this.options.log.warn({ err: error, task: task.what, why: task.why }, 'upkeep failed; trying again in a minute');
    this.#failing.add(task);
  }

  #waitOf(task: Task): number {
    return (this.#dueAt.get(task) ?? 0) - performance.now();
  }

  #dueIn(task: Task, milliseconds: number): void {
    this.#dueAt.set(task, performance.now() + milliseconds);
  }

  async #connected(): Promise<UpkeepDatabase> {
    const client = (this.#client ??= await this.#connect());
    return {
      query: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
        (await client.query<Row>(text, [...values])).rows,
    };
  }

  async #connect(): Promise<pg.Client> {
    const { service, url } = this.options;
    const client = new pg.Client({
      connectionString: url,
      application_name: `${service}:upkeep`,
      options: OPTIONS,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: STATEMENT_MS + 5_000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    return client;
  }

  async #hangUp(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }
}
