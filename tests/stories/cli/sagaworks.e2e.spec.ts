import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { services } from '@sagaworks/tools';
import { CommandLine } from '../../machines/support/command-line.js';
import { headersOf, sendPlain } from '../../machines/support/kafka.js';
import { System } from '../../machines/support/system.js';

// The commands as a person types them, against real services.
describe('sagaworks', () => {
  let system: System;
  let cli: CommandLine;
  beforeAll(async () => {
    system = await System.start({ outside: 'instant' });
    cli = new CommandLine(system);
  }, 120_000);
  afterAll(() => system[Symbol.asyncDispose](), 60_000);

  it('places an order, follows it to its end, and shows its saga', async () => {
    const order = await cli.json<{ orderId: string; sagaId: string; status: string }>(
      'order',
      'place',
      '--line',
      'MUG-BLUE=2',
      '--wait',
    );
    expect(order.status).toBe('fulfilled');
    expect((await cli.run('order', 'show', order.orderId)).out).toMatch(/2 x MUG-BLUE[\s\S]*asked +reserve-stock/);
    expect(
      (await cli.json<{ items: { orderId: string }[] }>('order', 'list', '--status', 'fulfilled')).items,
    ).toContainEqual(expect.objectContaining({ orderId: order.orderId }));
    expect((await cli.run('saga', 'show', order.sagaId)).out).toMatch(/fulfil-order 1, in orders[\s\S]*completed/);
    expect((await cli.json<{ items: { id: string }[] }>('saga', 'list', '--status', 'completed')).items).toContainEqual(
      expect.objectContaining({ id: order.sagaId, service: 'orders' }),
    );
    expect(await cli.run('order', 'cancel', order.orderId)).toMatchObject({
      code: 4,
      error: expect.stringContaining('too-late-to-cancel'),
    });
  }, 60_000);

  it('ends with the code that fits how an order ended, and what was wrong with it', async () => {
    expect((await cli.run('order', 'place', '--line', 'MUG-BLUE', '--card', 'tok_declined', '--wait')).code).toBe(4);
    expect(await cli.run('order', 'place', '--line', 'NOTHING')).toMatchObject({
      code: 2,
      error: expect.stringContaining('NOTHING'),
    });
    expect((await cli.run('order', 'show', randomUUID())).code).toBe(3);
  }, 60_000);

  it('says that all is well, until something waits for a person; finds it, and redrives it', async () => {
    expect((await cli.run('status')).code).toBe(0);
    await poison();
    const list = await cli.json<{ items: { id: string; service: string }[] }>('dlq', 'list');
    expect(list.items).toMatchObject([{ service: 'inventory' }]);
    const { id } = list.items[0]!;
    expect(await cli.run('status')).toMatchObject({
      code: 6,
      out: expect.stringMatching(/inventory +ready +\d+ +\d+ +1 /),
    });
    expect((await cli.run('dlq', 'show', id)).out).toMatch(/MalformedMessage[\s\S]*\{oops/);
    expect(await cli.run('dlq', 'redrive', id, '--wait')).toMatchObject({
      code: 6,
      out: expect.stringContaining('dead'),
    });
    expect((await cli.json<{ history: { actor: string }[] }>('dlq', 'show', id)).history).toContainEqual(
      expect.objectContaining({ actor: 'ada' }),
    );
    expect((await cli.run('dlq', 'redrive', randomUUID())).code).toBe(3);
  }, 60_000);

  it('sends again what was sent, and no order notices', async () => {
    const count = await cli.json<{ items: { service: string; messages: number }[] }>(
      'outbox',
      'republish',
      '--since',
      '1h',
      '--dry-run',
    );
    expect(count.items.find(({ service }) => service === 'orders')!.messages).toBeGreaterThan(0);
    expect(
      (await cli.json<{ items: { lastRepublish: object | null }[] }>('outbox', 'status')).items.map(
        ({ lastRepublish }) => lastRepublish,
      ),
    ).toEqual(services.map(() => null));
    const before = await system.shop.stock();
    expect((await cli.run('outbox', 'republish', '--since', '1h')).code).toBe(0);
    await until(async () =>
      (
        await cli.json<{
          items: {
            service: string;
            unsent: number;
            lastRepublish: { cause: string; actor: string; doneAt: string | null } | null;
          }[];
        }>('outbox', 'status')
      ).items.every(
        ({ unsent, lastRepublish }) =>
          unsent === 0 &&
          lastRepublish?.cause === 'operator' &&
          lastRepublish.actor === 'ada' &&
          lastRepublish.doneAt !== null,
      ),
    );
    expect((await cli.json<{ status: string }>('order', 'place', '--line', 'TEAPOT', '--wait')).status).toBe(
      'fulfilled',
    );
    const withoutTeapots = (levels: typeof before) => levels.filter(({ sku }) => sku !== 'TEAPOT');
    expect(withoutTeapots(await system.shop.stock())).toEqual(withoutTeapots(before));
  }, 60_000);

  async function poison(): Promise<void> {
    await sendPlain(system, 'inventory.commands', {
      key: randomUUID(),
      value: '{oops',
      headers: headersOf('inventory.reserve-stock', randomUUID()),
    });
    await until(async () => (await system.rows('inventory', 'SELECT 1 FROM messaging.dead_letter')).length === 1);
  }
});
