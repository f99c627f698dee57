import { randomBytes } from 'node:crypto';
import { createApp, createLogger } from '@sagaworks/messaging/nest';
import pg from 'pg';
import { Mailbox } from '../mails/mailbox.js';
import { SandboxModule } from '../sandbox.module.js';
import type { SandboxSettings } from '../settings.js';

export interface RunningSandbox {
  readonly smtpPort: number;
  /** Sends a request; a body makes it a POST, under the key if one is given. */
  call<Body = Record<string, unknown>>(path: string, body?: unknown, key?: string): Promise<{ status: number; headers: Headers; body: Body }>;
  /** Stops the process's part of it; what is on disk stays. */
  stop(): Promise<void>;
}

export interface Database {
  readonly url: string;
  drop(): Promise<void>;
}

/** A database of its own for one spec, in the cluster that `TEST_DATABASE_URL` names. */
export async function createDatabase(): Promise<Database> {
  const cluster = process.env['TEST_DATABASE_URL'];
  if (cluster === undefined) throw new TypeError('TEST_DATABASE_URL is missing: the URL of a PostgreSQL superuser');
  const name = `sandbox_${randomBytes(6).toString('hex')}`;
  const run = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: cluster });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await run(`CREATE DATABASE ${name}`);
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`DROP DATABASE ${name} WITH (FORCE)`) };
}

/** The sandbox as it runs, on free ports. */
export async function startSandbox(database: Database): Promise<RunningSandbox> {
  const settings: SandboxSettings = { PORT: 0, HOST: '127.0.0.1', SMTP_PORT: 0, LOG_LEVEL: 'silent', OPS_FROM: 'loopback', DATABASE_URL: database.url };
  const app = await createApp(SandboxModule, { name: 'sandbox', settings, logger: createLogger('sandbox', 'silent') });
  await app.listen(0, '127.0.0.1');
  const base = await app.getUrl();
  return {
    smtpPort: app.get(Mailbox).port,
    stop: () => app.close(),
    call: async <Body>(path: string, body?: unknown, key?: string) => {
      const response = await fetch(new URL(path, base), body === undefined ? {} : {
        method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) },
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
    },
  };
}
