import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Death, Part, Stack } from '../stack/stack.js';
import { waitFor } from '../process/wait.js';
import { startServices, type Services } from './start-services.js';

const folder = mkdtempSync(join(tmpdir(), 'services-'));
const good = script(
  'good',
  `
  const { createServer } = await import('node:http');
  console.log('database', process.env.DATABASE_URL);
  createServer((request, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');
`,
);
const broken = script('broken', `console.error('DATABASE_URL is wrong'); process.exit(3);`);

function script(name: string, text: string): string {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, text);
  return file;
}

function part(name: string): Part {
  const nothing = () => Promise.resolve();
  return { name, pid: 1, running: true, start: nothing, stop: nothing, kill: nothing };
}

/** Services that need nothing of it: only the URLs are handed on. */
const stack: Stack = {
  name: 'fake',
  way: 'external',
  folder,
  kafka: { ...part('kafka'), url: '127.0.0.1:1', wipe: () => Promise.resolve() },
  postgres: { ...part('postgres'), url: (database) => `postgresql://127.0.0.1:1/${database}` },
  traces: undefined,
  stop: () => Promise.resolve(),
};

describe('services', () => {
  let running: Services | undefined;
  afterEach(() => running?.stop(), 20_000);

  it('are started with their settings, several processes of one where asked', async () => {
    running = await startServices(stack, { only: ['orders'], instances: { orders: 2 }, script: () => good });
    expect(running.parts.map(({ name }) => name)).toEqual(['sandbox', 'orders', 'orders-2']);
    expect(running.get('orders', 2).url).not.toBe(running.urls.orders);
    expect(readFileSync(running.get('orders').log, 'utf8')).toContain('database postgresql://127.0.0.1:1/orders');
  }, 20_000);

  it('are reported when they die, not restarted, and come back on the same port when asked', async () => {
    const deaths: Death[] = [];
    running = await startServices(stack, {
      only: ['payments'],
      outside: 'instant',
      script: () => good,
      onDeath: (death) => deaths.push(death),
    });
    const payments = running.get('payments');
    process.kill(payments.pid ?? 0, 'SIGKILL');
    await waitFor('the death being noticed', () => deaths.length > 0);
    expect(deaths).toEqual([{ part: 'payments', how: 'by SIGKILL' }]);
    expect(payments.pid).toBeUndefined();
    await payments.start();
    expect((await fetch(payments.url)).status).toBe(200);
  }, 20_000);

  it('that end before they are ready are an error with the last lines of their log', async () => {
    const started = startServices(stack, { only: ['shipping'], outside: 'instant', script: () => broken });
    await expect(started).rejects.toThrow(
      /shipping ended before it was ready, with exit code 3; its log is .*\n.*DATABASE_URL is wrong/s,
    );
  }, 20_000);
});
