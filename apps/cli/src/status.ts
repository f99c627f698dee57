import type { Command } from 'commander';
import { z } from 'zod';
import { CommandRefused } from './errors.js';
import { tableOf } from './table.js';
import type { Client, Query } from './client.js';
import { action, type Terminal } from './context.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { outboxStatus } from './outbox.js';

const health = z.looseObject({
  status: z.string(),
  parts: z.record(z.string(), z.looseObject({ healthy: z.boolean(), reason: z.string().optional() })),
});
const page = z.looseObject({ items: z.array(z.unknown()), nextCursor: z.string().nullish() });
/** More are counted as "100+". */
const COUNTED = 100;

interface Count {
  readonly count: number;
  readonly more: boolean;
}

interface ServiceStatus {
  readonly service: string;
  readonly url: string;
  readonly status: string;
  /** What is wrong; empty when nothing is. */
  readonly reasons: readonly string[];
  /** Absent where the service did not answer. */
  readonly unsent?: number;
  readonly deadLetters?: Count;
  /** Keys that wait for a person: behind a dead message, or because they are at their length limit. */
  readonly stuckKeys?: Count;
  readonly needsOperator?: Count;
}

/** `sagaworks status`: is all well, and if not, where. */
export function addStatusCommand(program: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  program
    .command('status')
    .description(
      `whether all services work and nothing waits for a person: else exit code ${exitCodes.unreachable} or ${exitCodes.attention}`,
    )
    .action(
      action(terminal, end, async (context) => {
        const items = await Promise.all(context.clients().map(statusOf));
        context.show({ items }, () =>
          tableOf(
            ['service', 'is', 'unsent', 'dead letters', 'stuck keys', 'stuck sagas', 'where', ''],
            items.map(rowOf),
          ),
        );
        if (items.some(({ unsent }) => unsent === undefined)) return exitCodes.unreachable;
        return items.some(
          (each) =>
            each.status !== 'ready' ||
            [each.deadLetters, each.stuckKeys, each.needsOperator].some((count) => count!.count > 0),
        )
          ? exitCodes.attention
          : exitCodes.done;
      }),
    );
}

async function statusOf(client: Client): Promise<ServiceStatus> {
  const { service, url } = client;
  try {
    const { status, parts } = await client.look('/health/ready', health);
    const reasons = Object.entries(parts).flatMap(([part, { healthy, reason }]) =>
      healthy ? [] : [`${part}: ${reason ?? 'not healthy'}`],
    );
    const [{ unsent }, deadLetters, held, full, needsOperator] = await Promise.all([
      client.get('/ops/outbox/status', outboxStatus),
      countOf(client, '/ops/dead-letters', { status: 'dead' }),
      countOf(client, '/ops/parked', { state: 'held' }),
      countOf(client, '/ops/parked', { state: 'full' }),
      countOf(client, '/ops/sagas', { status: 'needs-operator' }),
    ]);
    return {
      service,
      url,
      status,
      reasons,
      unsent,
      deadLetters,
      stuckKeys: { count: held.count + full.count, more: held.more || full.more },
      needsOperator,
    };
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
    return { service, url, status: 'no answer', reasons: [error.message] };
  }
}

async function countOf(client: Client, path: string, query: Query): Promise<Count> {
  const { items, nextCursor } = await client.get(path, page, { ...query, limit: COUNTED });
  return { count: items.length, more: nextCursor !== null && nextCursor !== undefined };
}

const rowOf = ({
  service,
  status,
  unsent,
  deadLetters,
  stuckKeys,
  needsOperator,
  url,
  reasons,
}: ServiceStatus): string[] => [
  service,
  status,
  String(unsent ?? ''),
  textOf(deadLetters),
  textOf(stuckKeys),
  textOf(needsOperator),
  url,
  reasons.join('; '),
];

const textOf = (count: Count | undefined): string =>
  count === undefined ? '' : `${count.count}${count.more ? '+' : ''}`;
