import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CommandLine } from '../../machines/support/command-line.js';
import { headersOf, sendPlain } from '../../machines/support/kafka.js';
import { System } from '../../machines/support/system.js';

interface Letter {
  readonly id: string;
  readonly key: string;
  readonly status: string;
  readonly fingerprint: string;
}

// A poisoned command is found by its order, mended and redriven, and then does what it was
// sent for: nothing of it is lost.
let system: System;
beforeAll(async () => {
  system = await System.start({ outside: 'instant' });
}, 120_000);
afterAll(async () => system?.[Symbol.asyncDispose](), 60_000);

const ask = async <Body>(path: string, body?: object, operator = 'ada'): Promise<{ status: number; body: Body }> => {
  const sent =
    body === undefined
      ? {}
      : {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json', 'x-operator': operator },
        };
  const response = await fetch(`${system.services.urls.inventory}${path}`, sent);
  return { status: response.status, body: (await response.json()) as Body };
};
const reserved = async (sku: string) => (await system.shop.stock()).find((level) => level.sku === sku)!.reserved;

it('a poisoned message is mended by the commands of the documentation', async () => {
  const page = readFileSync(new URL('../../../docs/dead-letters.md', import.meta.url), 'utf8');
  const blocks = [...page.slice(page.indexOf('## Mend one message')).matchAll(/```sh\n([\s\S]*?)```/g)].map(
    ([, block]) => block!,
  );
  const [poison, ...commands] = blocks.slice(0, 4) as [string, string, string, string];
  const [, orderId] = /orderId = '([^']+)'/.exec(poison)!;
  // The one command that speaks to Kafka names the demo's: the same record is put into ours.
  expect(poison).toContain("topic: 'inventory.commands'");
  await sendPlain(system, 'inventory.commands', {
    key: orderId!,
    value: JSON.stringify({ orderId, lines: [{ sku: 'TEAPOT', quantity: 'two' }] }),
    headers: headersOf('inventory.reserve-stock', randomUUID(), { ce_correlationid: randomUUID() }),
  });
  await until(
    async () => (await ask<{ items: Letter[] }>(`/ops/dead-letters?key=${orderId}`)).body.items.length === 1,
    { timeout: 20_000, what: 'the dead letter' },
  );
  const before = await reserved('TEAPOT');

  const cli = new CommandLine(system);
  const said: string[] = [];
  for (const command of commands) {
    const { code, out, error } = await cli.paste(command);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    said.push(out);
  }
  expect(said).toEqual([
    expect.stringContaining('InvalidMessage'),
    expect.stringMatching(/lines\.0\.quantity +"two" +2/),
    expect.stringContaining('resolved'),
  ]);
  expect(await reserved('TEAPOT')).toBe(before + 2);
}, 90_000);

it('a poisoned message is found, mended and redriven', async () => {
  const orderId = randomUUID();
  const headers = headersOf('inventory.reserve-stock', randomUUID(), { ce_correlationid: randomUUID() });
  const value = JSON.stringify({ orderId, lines: [{ sku: 'MUG-BLUE', quantity: 'two' }] });
  await sendPlain(system, 'inventory.commands', { key: orderId, value, headers });
  const before = await reserved('MUG-BLUE');

  const letter = await until(
    async () => (await ask<{ items: Letter[] }>(`/ops/dead-letters?key=${orderId}`)).body.items[0],
    { timeout: 20_000 },
  );
  const { body: group } = await ask<object>(`/ops/dead-letter-groups/${letter.fingerprint}`);
  expect(group).toMatchObject({
    type: 'inventory.reserve-stock',
    error: { class: 'InvalidMessage' },
    counts: { dead: 1 },
  });

  const path = `/ops/dead-letters/${letter.id}`;
  const data = { orderId, lines: [{ sku: 'MUG-BLUE', quantity: 2 }] };
  const { status, body: edit } = await ask<{ id: string; diff: object[] }>(`${path}/edits`, {
    data,
    reason: 'two is 2',
  });
  expect({ status, diff: edit.diff }).toEqual({
    status: 201,
    diff: [{ path: 'lines.0.quantity', from: 'two', to: 2 }],
  });
  expect((await ask(`${path}/redrive`, { edit: edit.id })).status).toBe(202);
  await until(async () => (await ask<Letter>(path)).body.status === 'resolved', { timeout: 20_000 });
  expect(await reserved('MUG-BLUE')).toBe(before + 2);
}, 90_000);
