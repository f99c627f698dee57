import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { Kafka, logLevel } from 'kafkajs';
import { System } from '../support/system.js';

const PROGRAM = fileURLToPath(new URL('../../tools/dist/cli/main.js', import.meta.url));
const SERVICES = ['orders', 'payments', 'inventory', 'shipping', 'notifier'] as const;

interface Said {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

// The commands as a person types them, against real services.
describe('sagaworks', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.start({ outside: 'instant' });
  }, 120_000);
  afterAll(() => system[Symbol.asyncDispose](), 60_000);

  function sagaworks(...words: readonly string[]): Promise<Said> {
    const urls = Object.fromEntries(SERVICES.map((name) => [`SAGAWORKS_${name.toUpperCase()}_URL`, system.services.urls[name]]));
    return new Promise((resolve) => {
      const child = execFile(process.execPath, [PROGRAM, ...words], { env: { ...process.env, ...urls, USER: 'ada' } }, (_, out, error) => resolve({ code: child.exitCode ?? -1, out, error }));
    });
  }
  async function json<T>(...words: readonly string[]): Promise<T> {
    const { out, error } = await sagaworks('--json', ...words);
    expect(error).toBe('');
    return JSON.parse(out) as T;
  }

  it('places an order, follows it to its end, and shows its saga', async () => {
    const order = await json<{ orderId: string; sagaId: string; status: string }>('order', 'place', '--line', 'MUG-BLUE=2', '--wait');
    expect(order.status).toBe('fulfilled');
    expect((await sagaworks('order', 'show', order.orderId)).out).toMatch(/2 x MUG-BLUE[\s\S]*asked +reserve-stock/);
    expect((await json<{ items: { orderId: string }[] }>('order', 'list', '--status', 'fulfilled')).items).toContainEqual(expect.objectContaining({ orderId: order.orderId }));
    expect((await sagaworks('saga', 'show', order.sagaId)).out).toMatch(/fulfil-order 1, in orders[\s\S]*completed/);
    expect((await json<{ items: { id: string }[] }>('saga', 'list', '--status', 'completed')).items).toContainEqual(expect.objectContaining({ id: order.sagaId, service: 'orders' }));
    expect(await sagaworks('order', 'cancel', order.orderId)).toMatchObject({ code: 4, error: expect.stringContaining('too-late-to-cancel') });
  }, 60_000);

  it('ends with the code that fits how an order ended, and what was wrong with it', async () => {
    expect((await sagaworks('order', 'place', '--line', 'MUG-BLUE', '--card', 'tok_declined', '--wait')).code).toBe(4);
    expect(await sagaworks('order', 'place', '--line', 'NOTHING')).toMatchObject({ code: 2, error: expect.stringContaining('NOTHING') });
    expect((await sagaworks('order', 'show', randomUUID())).code).toBe(3);
  }, 60_000);

  it('says that all is well, until something waits for a person; finds it, and redrives it', async () => {
    expect((await sagaworks('status')).code).toBe(0);
    await poison();
    const list = await json<{ items: { id: string; service: string }[] }>('dlq', 'list');
    expect(list.items).toMatchObject([{ service: 'inventory' }]);
    const { id } = list.items[0]!;
    expect(await sagaworks('status')).toMatchObject({ code: 6, out: expect.stringMatching(/inventory +ready +\d+ +1 /) });
    expect((await sagaworks('dlq', 'show', id)).out).toMatch(/MalformedMessage[\s\S]*\{oops/);
    expect(await sagaworks('dlq', 'redrive', id, '--wait')).toMatchObject({ code: 6, out: expect.stringContaining('dead') });
    expect((await json<{ history: { actor: string }[] }>('dlq', 'show', id)).history).toContainEqual(expect.objectContaining({ actor: 'ada' }));
    expect((await sagaworks('dlq', 'redrive', randomUUID())).code).toBe(3);
  }, 60_000);

  it('sends again what was sent, and no order notices', async () => {
    const count = await json<{ items: { service: string; messages: number }[] }>('outbox', 'republish', '--since', '1h', '--dry-run');
    expect(count.items.find(({ service }) => service === 'orders')!.messages).toBeGreaterThan(0);
    expect((await json<{ items: { lastRepublish: object | null }[] }>('outbox', 'status')).items.map(({ lastRepublish }) => lastRepublish)).toEqual(SERVICES.map(() => null));
    const before = await system.shop.stock();
    expect((await sagaworks('outbox', 'republish', '--since', '1h')).code).toBe(0);
    await until(async () => (await json<{ items: { service: string; unsent: number; lastRepublish: { cause: string; actor: string; doneAt: string | null } | null }[] }>('outbox', 'status')).items
      .every(({ unsent, lastRepublish }) => unsent === 0 && lastRepublish?.cause === 'operator' && lastRepublish.actor === 'ada' && lastRepublish.doneAt !== null));
    expect((await json<{ status: string }>('order', 'place', '--line', 'TEAPOT', '--wait')).status).toBe('fulfilled');
    const withoutTeapots = (levels: typeof before) => levels.filter(({ sku }) => sku !== 'TEAPOT');
    expect(withoutTeapots(await system.shop.stock())).toEqual(withoutTeapots(before));
  }, 60_000);

  async function poison(): Promise<void> {
    const producer = new Kafka({ brokers: [system.stack.kafka.url], logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
    await producer.send({ topic: 'inventory.commands', acks: -1, messages: [{ key: randomUUID(), value: '{oops', headers: { ce_specversion: '1.0', ce_id: randomUUID(), ce_type: 'inventory.reserve-stock', ce_source: '/test' } }] });
    await producer.disconnect();
    await until(async () => (await system.rows('inventory', 'SELECT 1 FROM messaging.dead_letter')).length === 1);
  }
});
