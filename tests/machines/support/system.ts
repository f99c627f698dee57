import {
  prepare,
  sharedStack,
  startServices,
  startStack,
  type AppName,
  type Servers,
  type ServicePart,
  type Services,
  type ServicesOptions,
  type Stack,
} from '@sagaworks/tools';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { defect } from './defect.js';
import { Shop } from './shop.js';

export interface SystemOptions extends ServicesOptions {
  /** Start the trace viewer, and servers of its own. @default false */
  readonly traces?: boolean;
  /**
   * Kafka and PostgreSQL of its own, for a test that stops, kills or wipes them. @default false:
   * those of the run, with a prefix
   */
  readonly alone?: boolean;
}

/**
 * A whole system: real Kafka, real PostgreSQL, the five services and the outside world as processes;
 * nothing of it is another system's.
 */
export class System implements AsyncDisposable {
  readonly shop: Shop;

  private constructor(
    readonly stack: Stack,
    readonly services: Services,
  ) {
    this.shop = new Shop(services.urls);
  }

  static async start({ traces = false, alone = traces, env = {}, ...options }: SystemOptions = {}): Promise<System> {
    const name = `test_${randomBytes(4).toString('hex')}`;
    const stack = alone
      ? await startStack({ name, defaultPorts: false, traces, throwaway: true })
      : await sharedStack(serversOfTheRun(), name);
    try {
      await prepare(stack);
      // The same object: a test may change it for the next start of a service.
      return new System(
        stack,
        await startServices(stack, {
          defaultPorts: false,
          logLevel: 'info',
          ...options,
          env: Object.assign(env, defect()),
        }),
      );
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  service(app: AppName, instance?: number): ServicePart {
    return this.services.get(app, instance);
  }

  /** What a topic or group is called on the broker. */
  nameOf(topicOrGroup: string): string {
    return `${this.stack.kafka.prefix ?? ''}${topicOrGroup}`;
  }

  /** SIGKILL, then a new process on the same port; resolves to when that was started. */
  async killAndRestart(app: AppName): Promise<number> {
    await this.service(app).kill('SIGKILL');
    const restartedAt = Date.now();
    await this.service(app).start();
    return restartedAt;
  }

  /** Rows of one service's database, read past the service. */
  async rows<Row extends object>(database: AppName, text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.stack.postgres.url(database) });
    await client.connect();
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.services.stop();
    } finally {
      await this.stack.stop();
    }
  }
}

/** As tests/machines/setup/start.mjs has started them. */
function serversOfTheRun(): Servers {
  return { kafka: process.env['TEST_KAFKA']!, postgres: process.env['TEST_DATABASE_URL']! };
}
