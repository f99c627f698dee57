// Every command of docs/faults.md, on a real system; only the ports are others than there.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { CommandLine } from '../../machines/support/command-line.js';
import { System } from '../../machines/support/system.js';

const page = readFileSync(new URL('../../../docs/faults.md', import.meta.url), 'utf8');
const commands = [...page.matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block]) => block!.trim().split('\n'))
  .map((line) => line.replace(/ +#.*$/, ''));
const PORTS: Readonly<Record<string, 'payments' | 'sandbox'>> = { 3002: 'payments', 3010: 'sandbox' };
const CRASH = 'npx sagaworks fail set payments after-outside-call crash --type payments.authorise-payment';

describe('whoever breaks it at the command line', () => {
  let system: System;
  let cli: CommandLine;
  beforeAll(async () => {
    system = await System.start({ env: { FAULTS: 'on' } });
    cli = new CommandLine(system);
  }, 120_000);
  afterAll(() => system[Symbol.asyncDispose](), 60_000);

  /** As a shell would, on this system's ports; curl's failures too have a code. */
  async function type(command: string): Promise<string> {
    if (command.startsWith('curl')) {
      const here = command
        .replace('curl -s', 'curl -sS --fail-with-body')
        .replace(/localhost:(\d+)/, (_, port: string) => system.services.urls[PORTS[port]!]);
      return (await promisify(execFile)('sh', ['-c', here])).stdout;
    }
    const { code, out, error } = await cli.run(...command.replace('npx sagaworks ', '').split(' '));
    expect({ command, code, error }).toEqual({ command, code: 0, error: '' });
    return out;
  }

  it('can type each command of the page', async () => {
    for (const command of commands) await type(command);
    expect(commands.length).toBeGreaterThanOrEqual(10);
    expect(await cli.json('fail', 'list', 'payments')).toMatchObject({ items: [], off: [] });
    expect(await type('npx sagaworks fail list')).toMatch(/^no faults/);
  });

  it('kills payments with the money on hold, and the order goes on when it is started again', async () => {
    const payments = system.service('payments');
    await type(CRASH);
    const orderId = (await system.shop.place()).orderId;
    await until(() => !payments.running, { what: 'the death of payments', timeout: 20_000 });
    await payments.start();
    expect(await system.shop.ended(orderId)).toMatchObject({ status: 'fulfilled' });
    expect(await cli.json('fail', 'list', 'payments')).toMatchObject({ items: [] });
  });

  it('hears what a point takes, and in which order to ask', async () => {
    expect(await cli.run('fail', 'set', 'payments', 'after-commit', 'drop')).toMatchObject({
      code: 2,
      error: expect.stringContaining('after-commit takes crash, throw'),
    });
    expect(await cli.run('fail', 'set', 'sandbox', 'cards', 'slow', '--operation', 'booking')).toMatchObject({
      code: 2,
      error: expect.stringContaining('cards does'),
    });
    expect(await cli.run('fail', 'clear', 'payments', '99')).toMatchObject({ code: 3 });
  });
});
