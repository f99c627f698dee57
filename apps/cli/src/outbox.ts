import type { Command } from 'commander';
import { BegunRepublish, OutboxStatus, type PastRepublish } from '@sagaworks/messaging/operations';
import type { z } from 'zod';
import type { ServiceName } from './installation.js';
import { tableOf } from './table.js';
import type { Client } from './client.js';
import { action, type Terminal } from './context.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { codeOf, eachOf } from './lists.js';
import { serviceOption } from './service-option.js';
import { ageOf, missingLines, moment } from './words.js';

/** `sagaworks outbox`: what is on its way to the broker. */
export function addOutboxCommands(program: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  const group = program.command('outbox').description('see what waits to be sent, and send again what was');
  group
    .command('status')
    .description('what waits, for how long, and who sends')
    .addOption(serviceOption())
    .action(
      action(terminal, end, async (context, _, { service }) => {
        const { answers: items, missing } = await eachOf(
          context.clients(service as ServiceName | undefined),
          async (client) => ({ service: client.service, ...(await client.get('/ops/outbox/status', OutboxStatus)) }),
        );
        const rows = items.map((each) => [
          each.service,
          String(each.unsent),
          ageOf(each.oldestUnsentAt),
          each.leader ?? 'nobody',
          each.lastRepublish ? republishText(each.lastRepublish) : '',
        ]);
        context.show({ items, missing }, () =>
          [
            tableOf(['service', 'unsent', 'oldest', 'who sends', 'last sent again'], rows),
            ...missingLines(missing),
          ].join('\n'),
        );
        return codeOf({ missing });
      }),
    );
  group
    .command('republish')
    .description(
      'send again, in order, what was sent since then: for a broker that has lost it; consumers drop what they have',
    )
    .requiredOption('--since <time>', 'a time, or how long ago: 2026-01-31T12:00:00Z, 15m, 2h', moment)
    .addOption(serviceOption())
    .option('--dry-run', 'only count')
    .action(
      action(terminal, end, async (context, _, { service, since, dryRun }) => {
        const body = { since, dryRun: dryRun === true };
        const ask = async (client: Client) => ({
          service: client.service,
          ...(await client.post('/ops/outbox/republish', BegunRepublish, body)),
        });
        const items = await Promise.all(context.clients(service as ServiceName | undefined).map(ask));
        const rows = items.map((each) => [
          each.service,
          String(each.messages),
          dryRun === true ? 'would be sent again' : 'are sent again',
        ]);
        context.show({ items }, () => tableOf(['service', 'messages', `since ${since as string}`], rows));
        return exitCodes.done;
      }),
    );
}

const republishText = ({ cause, messages, askedAt, doneAt }: z.output<typeof PastRepublish>): string =>
  `${messages} messages ${ageOf(askedAt)} ago (${cause})${doneAt ? '' : ', being marked'}`;
