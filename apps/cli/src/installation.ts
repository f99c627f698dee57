import { services, type ServiceName } from '@sagaworks/contracts';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { Option } from 'commander';
import { z } from 'zod';
import { CommandRefused } from './errors.js';
import { exitCodes } from './exit-codes.js';

export { services, type ServiceName };

/**
 * What a local stack writes about itself while it runs. The same from src and from dist:
 * both lie one level under apps/cli.
 */
const STACK_FILE = fileURLToPath(new URL('../../../.local/stack.json', import.meta.url));

/** The services, and the outside world of a local stack. */
export const addresses = [...services, 'sandbox'] as const satisfies readonly (ServiceName | 'sandbox')[];
export type Address = (typeof addresses)[number];

/** Where those of one installation answer. */
export type Installation = Readonly<Partial<Record<Address, string>>>;

const url = z.union([
  z.string(),
  z
    .array(z.string())
    .min(1)
    .transform(([first]) => first!),
]);
const stackFile = z.object({ urls: z.object(Object.fromEntries(addresses.map((name) => [name, url.optional()]))) });

/** `--orders-url` or `SAGAWORKS_ORDERS_URL`, and so on. */
export function addUrlOptions(program: Command): void {
  for (const name of addresses)
    program.addOption(
      new Option(`--${name}-url <url>`, `where ${name} answers`).env(`SAGAWORKS_${name.toUpperCase()}_URL`),
    );
}

/**
 * The services named by options or variables; where none is, those of the local stack. Never both:
 * they would be two installations.
 */
export function installationOf(options: Readonly<Record<string, unknown>>, file = STACK_FILE): Installation {
  const named = addresses.flatMap((name) =>
    typeof options[`${name}Url`] === 'string' ? [[name, trimmed(options[`${name}Url`] as string)]] : [],
  );
  return named.length > 0 ? (Object.fromEntries(named) as Installation) : fromStackFile(file);
}

function fromStackFile(file: string): Installation {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new CommandRefused(
      'no local stack is running: start it with "npm run demo" or "npm run stack -- up", or name the services, as in --orders-url http://host:port',
      exitCodes.unreachable,
    );
  }
  return stackFile.parse(JSON.parse(text)).urls as Installation;
}

const trimmed = (address: string): string => address.replace(/\/+$/, '');
