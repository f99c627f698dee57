import { prepare, startServices, startStack, type AppName, type ServicePart, type Services, type ServicesOptions, type Stack } from '@sagaworks/tools';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { Shop } from './shop.js';

export interface SystemOptions extends ServicesOptions {
  /** Start the trace viewer. @default false */
  readonly traces?: boolean;
}

/** A whole system of its own: real Kafka, real PostgreSQL, the five services and the outside world as processes. */
export class System implements AsyncDisposable {
  readonly shop: Shop;

  private constructor(readonly stack: Stack, readonly services: Services) {
    this.shop = new Shop(services.urls);
  }

  static async start({ traces = false, ...options }: SystemOptions = {}): Promise<System> {
    const stack = await startStack({ name: `test-${randomBytes(4).toString('hex')}`, defaultPorts: false, traces, throwaway: true });
    try {
      await prepare(stack);
      return new System(stack, await startServices(stack, { defaultPorts: false, logLevel: 'info', ...options }));
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  service(app: AppName, instance?: number): ServicePart {
    return this.services.get(app, instance);
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
