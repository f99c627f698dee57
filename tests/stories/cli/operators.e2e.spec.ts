// What people do about dead letters and stuck sagas, typed as commands against real services.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { undoneFrom } from '../../machines/oracle/protocol.js';
import { CommandLine } from '../../machines/support/command-line.js';
import { headersOf, sendPlain } from '../../machines/support/kafka.js';
import { System } from '../../machines/support/system.js';

interface Letter {
  readonly id: string;
  readonly status: string;
  readonly fingerprint: string;
}
interface Saga {
  readonly id: string;
  readonly status: string;
  readonly timeline: readonly { readonly kind: string; readonly actor?: string }[];
}
const found = <Item>({ items: [item] }: { readonly items: readonly Item[] }): Item | undefined => item;

describe('an operator at the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'operators-'));
  let system: System;
  let cli: CommandLine;
  beforeAll(async () => {
    system = await System.start();
    cli = new CommandLine(system);
  }, 120_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await system[Symbol.asyncDispose]();
  }, 60_000);

  const file = (data: object): string => {
    const path = join(folder, `${randomUUID()}.json`);
    writeFileSync(path, JSON.stringify(data));
    return path;
  };
  const reserved = async (sku: string) => (await system.shop.stock()).find((level) => level.sku === sku)!.reserved;
  const tell = (type: string, orderId: string, data: object, tags: Readonly<Record<string, string>>) =>
    sendPlain(system, 'inventory.commands', {
      key: orderId,
      value: JSON.stringify({ orderId, ...data }),
      headers: headersOf(type, randomUUID(), tags),
    });
  /** A command whose quantity is a word, as a saga would have sent it. */
  async function poisoned() {
    const orderId = randomUUID();
    const tags = { ce_correlationid: randomUUID(), ce_sagastep: 'reserve-stock' };
    await tell('inventory.reserve-stock', orderId, { lines: [{ sku: 'MUG-BLUE', quantity: 'two' }] }, tags);
    const letter = await until(
      async () => found(await cli.json<{ items: Letter[] }>('dlq', 'list', '--key', orderId)),
      { what: 'the dead letter', timeout: 20_000 },
    );
    return { orderId, tags, letter };
  }

  it('finds a poisoned message by its order, mends it and redrives it', async () => {
    const {
      orderId,
      letter: { id },
    } = await poisoned();
    const before = await reserved('MUG-BLUE');
    const data = (quantity: unknown) => file({ orderId, lines: [{ sku: 'MUG-BLUE', quantity }] });
    expect((await cli.run('dlq', 'show', id)).out).toMatch(/InvalidMessage[\s\S]*"quantity":"two"/);
    expect(await cli.run('dlq', 'edit', id, '--data', data(-1), '--reason', 'a guess')).toMatchObject({
      code: 2,
      error: expect.stringContaining('lines.0.quantity'),
    });
    const edit = await cli.json<{ id: string }>('dlq', 'edit', id, '--data', data(2), '--reason', 'two is 2');
    expect(await cli.run('dlq', 'redrive', id, '--edit', edit.id, '--wait')).toMatchObject({
      code: 0,
      out: expect.stringContaining('resolved'),
    });
    expect(await reserved('MUG-BLUE')).toBe(before + 2);
    expect(await cli.run('dlq', 'discard', id, '--reason', 'too late')).toMatchObject({
      code: 4,
      out: expect.stringContaining('The dead letter is resolved'),
    });
    expect((await cli.run('dlq', 'show', id)).out).toMatch(
      /edited[\s\S]*redriven[\s\S]*resolved[\s\S]*ada +refused +.*"act":"discard"/,
    );
  }, 90_000);

  it('is told that the order was taken back since, before redriving what it asked for', async () => {
    const {
      orderId,
      tags,
      letter: { id },
    } = await poisoned();
    expect((await cli.run('dlq', 'redrive', id, '--dry-run')).out).not.toContain('undo');
    await tell('inventory.release-stock', orderId, {}, tags);
    await until(async () => (await cli.json<{ undoneAt: string | null }>('dlq', 'show', id)).undoneAt !== null, {
      what: 'the undo',
      timeout: 20_000,
    });
    expect(await cli.run('dlq', 'redrive', id, '--dry-run')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/would be redriven +its undo was applied \d+ s ago, which it meets/),
    });
    const edit = await cli.json<{ id: string }>(
      'dlq',
      'edit',
      id,
      '--data',
      file({ orderId, lines: [{ sku: 'MUG-BLUE', quantity: 2 }] }),
      '--reason',
      'two is 2',
    );
    const before = await reserved('MUG-BLUE');
    expect(await cli.run('dlq', 'redrive', id, '--edit', edit.id, '--wait')).toMatchObject({
      code: 0,
      out: expect.stringContaining('resolved'),
    });
    expect(await reserved('MUG-BLUE')).toBe(before);
  }, 90_000);

  it('looks after a cause, redrives all of it, and stops that when it fails again', async () => {
    const {
      letter: { fingerprint },
    } = await poisoned();
    expect(
      (await cli.run('dlq', 'triage', fingerprint, '--owner', 'bob', '--note', 'a word for a number', '--snooze', '2h'))
        .out,
    ).toMatch(/owner +bob[\s\S]*note +a word for a number/);
    expect((await cli.run('dlq', 'groups')).out).toMatch(new RegExp(`${fingerprint} .*bob \\(snoozed\\)`));
    const { id } = await cli.json<{ id: string }>('dlq', 'redrive-group', fingerprint);
    const halted = await until(
      async () => {
        const shown = await cli.run('dlq', 'operations', 'show', id);
        return shown.code === 6 ? shown : undefined;
      },
      { what: 'the redrive having halted', timeout: 20_000 },
    );
    expect(halted.out).toMatch(/state +halted[\s\S]*failed +InvalidMessage/);
    expect((await cli.run('dlq', 'operations')).out).toMatch(new RegExp(`${id} +inventory +halted +1 failed +ada`));
    expect(await cli.run('dlq', 'operations', 'pause', id)).toMatchObject({
      code: 4,
      error: expect.stringContaining('halted'),
    });
    expect((await cli.run('dlq', 'operations', 'cancel', id)).out).toMatch(/state +cancelled/);
  }, 90_000);

  it('has a refused undo asked again, the rest undone past it, and says at last that it is done', async () => {
    const order = await cli.run(
      'order',
      'place',
      '--line',
      'TEAPOT',
      '--card',
      'tok_void_refused',
      '--postcode',
      '00000',
      '--wait',
    );
    expect(order).toMatchObject({ code: 6, out: expect.stringContaining('authorise-payment') });
    const [, orderId] = /order +(\S+)/.exec(order.out)!;
    const { id } = found(
      await cli.json<{ items: Saga[] }>('saga', 'list', '--status', 'needs-operator', '--key', orderId!),
    )!;
    const show = () => cli.json<Saga>('saga', 'show', id);
    const stuckAgain = (lines: number) =>
      until(
        async () => {
          const { status, timeline } = await show();
          return (
            status === 'needs-operator' && timeline.filter(({ kind }) => kind === 'needs-operator').length === lines
          );
        },
        { what: 'the saga being stuck again', timeout: 30_000 },
      );

    expect((await cli.run('saga', 'retry', id, '--reason', 'the bank is open')).code).toBe(0);
    await stuckAgain(2);
    expect((await cli.run('saga', 'compensate', id, '--reason', 'the stock is needed')).code).toBe(0);
    await stuckAgain(3);
    expect(await system.shop.undone(orderId!)).toEqual(undoneFrom('authorise-payment').slice(1));
    const answer = ['--type', 'payments.payment-voided', '--data', file({ orderId })];
    expect((await cli.run('saga', 'skip', id, ...answer, '--reason', 'the bank gave it back by phone')).out).toMatch(
      /status +rolled-back/,
    );
    expect(await cli.run('saga', 'retry', id, '--reason', 'once more')).toMatchObject({
      code: 4,
      error: expect.stringContaining('no step waits'),
    });
    expect((await show()).timeline.filter(({ actor }) => actor === 'ada').map(({ kind }) => kind)).toEqual([
      'retry-asked',
      'compensate-asked',
      'skipped',
    ]);
    expect((await cli.run('saga', 'show', id)).out).toMatch(/was refused[\s\S]*ada +retry/);
    expect((await cli.run('order', 'show', orderId!)).out).toMatch(/status +cancelled[\s\S]*no-carrier/);
  }, 120_000);
});
