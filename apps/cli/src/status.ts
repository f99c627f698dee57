import type { Command } from 'commander';
import { listSchema, OutboxStatus, WaitItem } from '@sagaworks/messaging/operations';
import { z } from 'zod';
import { BadAnswer, CommandRefused } from './errors.js';
import { tableOf } from './table.js';
import type { Client, Query } from './client.js';
import { action, type Terminal } from './context.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { serviceOption } from './service-option.js';
import { secondsText } from './words.js';
import type { ServiceName } from './installation.js';

const health = z.looseObject({
  status: z.string(),
  parts: z.record(z.string(), z.looseObject({ healthy: z.boolean(), reason: z.string().optional() })),
});
const page = listSchema(z.unknown());
/** More are counted as "100+". */
const COUNTED = 100;

interface Count {
  readonly count: number;
  readonly more: boolean;
}

/** What a service with a database tells beside its health. */
interface Told {
  readonly unsent: number;
  readonly deadLetters: Count;
  /** Keys that wait for a person: behind a dead message, or because they are at their length limit. */
  readonly stuckKeys: Count;
  /** Keys whose message fails and is tried again. */
  readonly failing: Count;
  readonly needsOperator: Count;
  /** Whatever has waited longer than it should. */
  readonly waits: readonly z.output<typeof WaitItem>[];
}

interface ServiceStatus extends Partial<Told> {
  readonly service: string;
  readonly url: string;
  readonly status: string;
  /** What is wrong; empty when nothing is. */
  readonly reasons: readonly string[];
}

/** `sagaworks status`: is all well, and if not, where, and what to type next. */
export function addStatusCommand(program: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  program
    .command('status')
    .description(
      `whether all services work and nothing waits longer than it should: else exit code ${exitCodes.unreachable} or ${exitCodes.attention}, and what to type next`,
    )
    .addOption(serviceOption())
    .action(
      action(terminal, end, async (context, _, { service }) => {
        const items = await Promise.all(context.clients(service as ServiceName | undefined).map(statusOf));
        context.show({ items }, () => textOf(items));
        if (items.some(({ status }) => status === 'no answer')) return exitCodes.unreachable;
        return items.every(isWell) ? exitCodes.done : exitCodes.attention;
      }),
    );
}

const isWell = ({ status, waits: late, deadLetters, stuckKeys, needsOperator }: ServiceStatus): boolean =>
  status === 'ready' &&
  (late ?? []).length === 0 &&
  [deadLetters, stuckKeys, needsOperator].every((count) => (count?.count ?? 0) === 0);

async function statusOf(client: Client): Promise<ServiceStatus> {
  const { service, url } = client;
  try {
    const { status, parts } = await client.look('/health/ready', health);
    const reasons = Object.entries(parts).flatMap(([part, { healthy, reason }]) =>
      healthy ? [] : [`${part}: ${reason ?? 'not healthy'}`],
    );
    const known = { service, url, status, reasons };
    // Whatever else is asked would fail for the same reason, and say something else.
    if (parts['database']?.healthy === false) return known;
    return { ...known, ...(await toldBy(client)) };
  } catch (error) {
    if (error instanceof BadAnswer) return { service, url, status: 'another version', reasons: [error.message] };
    if (!(error instanceof CommandRefused)) throw error;
    return { service, url, status: 'no answer', reasons: [error.message] };
  }
}

async function toldBy(client: Client): Promise<Told> {
  const [{ unsent }, deadLetters, held, full, failing, needsOperator, { items }] = await Promise.all([
    client.get('/ops/outbox/status', OutboxStatus),
    countOf(client, '/ops/dead-letters', { status: 'dead' }),
    countOf(client, '/ops/parked', { state: 'held' }),
    countOf(client, '/ops/parked', { state: 'full' }),
    countOf(client, '/ops/parked', { state: 'retrying' }),
    countOf(client, '/ops/sagas', { status: 'needs-operator' }),
    client.get('/ops/waits', listSchema(WaitItem)),
  ]);
  const stuckKeys = { count: held.count + full.count, more: held.more || full.more };
  return { unsent, deadLetters, stuckKeys, failing, needsOperator, waits: items.filter(({ over }) => over) };
}

async function countOf(client: Client, path: string, query: Query): Promise<Count> {
  const { items, nextCursor } = await client.get(path, page, { ...query, limit: COUNTED });
  return { count: items.length, more: nextCursor !== null };
}

function textOf(items: readonly ServiceStatus[]): string {
  const table = tableOf(
    ['service', 'is', 'unsent', 'failing', 'dead letters', 'stuck keys', 'stuck sagas', 'where'],
    items.map(rowOf),
  );
  return [table, ...reasonsOf(items), ...waitsOf(items)].join('\n\n');
}

const rowOf = ({ service, status, unsent, failing, deadLetters, stuckKeys, needsOperator, url }: ServiceStatus) => [
  service,
  status,
  String(unsent ?? ''),
  ...[failing, deadLetters, stuckKeys, needsOperator].map(countText),
  url,
];

const countText = (count: Count | undefined): string =>
  count === undefined ? '' : `${count.count}${count.more ? '+' : ''}`;

/** What several say in the same words is said once. */
function reasonsOf(items: readonly ServiceStatus[]): string[] {
  const sayers = new Map<string, string[]>();
  for (const { service, reasons } of items)
    for (const reason of reasons) sayers.set(reason, [...(sayers.get(reason) ?? []), service]);
  return sayers.size === 0 ? [] : [[...sayers].map(([reason, names]) => `${names.join(', ')}: ${reason}`).join('\n')];
}

function waitsOf(items: readonly ServiceStatus[]): string[] {
  const rows = items.flatMap(({ service, waits: late = [] }) =>
    late.map(({ text, age, count, next }) => [
      service,
      text,
      secondsText(age),
      String(count),
      next.startsWith('sagaworks ') ? `${next} --service ${service}` : next,
    ]),
  );
  return rows.length === 0 ? [] : [tableOf(['service', 'what waits', 'for', 'how many', 'type next'], rows)];
}
