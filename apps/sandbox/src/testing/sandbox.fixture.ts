import { afterAll, beforeAll } from '@jest/globals';
import { createApp, createLogger } from '@sagaworks/chassis';
import { throwawayDatabase } from '@sagaworks/messaging/testing';
import { Mailbox } from '../mails/mailbox.js';
import { SandboxModule } from '../sandbox.module.js';
import type { SandboxSettings } from '../settings.js';

export interface RunningSandbox {
  readonly smtpPort: number;
  /** Sends a request; a body makes it a POST, under the key if one is given. */
  call<Body = Record<string, unknown>>(
    path: string,
    body?: unknown,
    key?: string,
    signal?: AbortSignal,
  ): Promise<{ status: number; headers: Headers; body: Body }>;
  /** Sends a DELETE. */
  remove(path: string): Promise<Response>;
  /** Stops the process's part of it; what is on disk stays. */
  stop(): Promise<void>;
}

type Database = Awaited<ReturnType<typeof throwawayDatabase>>;

/** The sandbox as it runs, on free ports. */
export async function startSandbox(database: Database): Promise<RunningSandbox> {
  const settings: SandboxSettings = {
    PORT: 0,
    HOST: '127.0.0.1',
    SMTP_PORT: 0,
    LOG_LEVEL: 'silent',
    OPS_FROM: 'loopback',
    DATABASE_URL: database.url,
  };
  const app = await createApp(SandboxModule, { name: 'sandbox', settings, logger: createLogger('sandbox', 'silent') });
  await app.listen(0, '127.0.0.1');
  const base = await app.getUrl();
  return {
    smtpPort: app.get(Mailbox).port,
    stop: () => app.close(),
    remove: (path) => fetch(new URL(path, base), { method: 'DELETE' }),
    call: async <Body>(path: string, body?: unknown, key?: string, signal: AbortSignal | null = null) => {
      const response = await fetch(
        new URL(path, base),
        body === undefined
          ? { signal }
          : {
              signal,
              method: 'POST',
              body: typeof body === 'string' ? body : JSON.stringify(body),
              headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) },
            },
      );
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
    },
  };
}

/** A sandbox for one spec file, on a database of its own: call it once, outside of the tests. */
export function sandboxForSpecs(): RunningSandbox & { readonly database: Database; restart(): Promise<void> } {
  let database: Database;
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    database = await throwawayDatabase();
    sandbox = await startSandbox(database);
  });
  afterAll(async () => {
    await sandbox?.stop();
    await database?.drop();
  });
  return {
    get database() {
      return database;
    },
    get smtpPort() {
      return sandbox.smtpPort;
    },
    call: (...request) => sandbox.call(...request),
    remove: (path) => sandbox.remove(path),
    stop: () => sandbox.stop(),
    async restart() {
      await sandbox.stop();
      sandbox = await startSandbox(database);
    },
  };
}
