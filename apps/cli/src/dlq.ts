import type { Command } from 'commander';
import { DeadLetterDetail, DeadLetterSummary, SettledLetter } from '@sagaworks/messaging/operations';
import type { ServiceName } from './installation.js';
import type { Query } from './client.js';
import { action, type Terminal } from './context.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { addTriageCommand } from './dlq-triage.js';
import { addGroupCommands } from './dlq-groups.js';
import { addMendingCommands } from './dlq-mend.js';
import { addOperationCommands } from './dlq-operations.js';
import { addParkedCommand } from './dlq-parked.js';
import { addGiveUpCommand } from './dlq-give-up.js';
import { addRebuildCommand } from './dlq-rebuild.js';
import { findLetter, letterPath, letterText } from './letters.js';
import { codeOf, listed } from './lists.js';
import { runEach } from './run-each.js';
import { serviceOption } from './service-option.js';
import { ageOf, listText, missingLines, positive } from './words.js';

/** `sagaworks dlq`: messages that no retry helped. */
export function addDlqCommands(program: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  const group = program.command('dlq').description('find and mend dead letters');
  group
    .command('list')
    .description('dead letters, the newest first')
    .option('--status <status>', 'dead, redriving, resolved or discarded; "all" for any', 'dead')
    .option('--type <type>', 'of this message type only')
    .option('--group <group>', 'of this cause only, as "dlq groups" names it')
    .option('--key <key>', 'of this key, e.g. the order id')
    .option('--saga <id>', 'of this saga instance')
    .option('--message <id>', 'of this message')
    .option('--trace <id>', 'in this trace')
    .option('--text <text>', 'with this in error, key, headers or value')
    .option('--ids', 'only the ids, one a line, for other commands')
    .addOption(serviceOption())
    .option('--limit <count>', 'at most this many', positive, 20)
    .action(
      action(
        terminal,
        end,
        async (context, _, { status, type, group: cause, key, saga, message, trace, text, ids, service, limit }) => {
          const query = {
            status: status === 'all' ? undefined : status,
            type,
            group: cause,
            key,
            sagaId: saga,
            messageId: message,
            traceId: trace,
            text,
          } as Query;
          const found = await listed(
            context.clients(service as ServiceName | undefined),
            '/ops/dead-letters',
            DeadLetterSummary,
            {
              limit: limit as number,
              query,
              newest: ({ lastFailedAt }) => lastFailedAt,
            },
          );
          if (ids === true) {
            found.items.forEach(({ id }) => terminal.out(id));
            missingLines(found.missing).forEach((line) => terminal.error(line));
            return codeOf(found);
          }
          const rows = found.items.map((each) => [
            each.id,
            each.service,
            each.status,
            each.type,
            `${each.error.class}: ${each.error.message}`,
            String(each.attempts),
            ageOf(each.lastFailedAt),
          ]);
          context.show(found, () =>
            listText('dead letters', found, ['dead letter', 'of', 'status', 'message', 'error', 'tries', 'age'], rows),
          );
          return codeOf(found);
        },
      ),
    );
  group
    .command('show <id>')
    .description('one dead letter whole: the message, the error, the history')
    .addOption(serviceOption())
    .action(
      action(terminal, end, async (context, [id], { service }) => {
        const { client } = await findLetter(context, id!, service);
        // By name: who has looked is part of its history.
        const value = await client.get(letterPath(id!), DeadLetterDetail, {}, true);
        context.show({ service: client.service, ...value }, () => letterText(value, client.service));
      }),
    );
  addGroupCommands(group, terminal, end);
  addTriageCommand(group, terminal, end);
  addMendingCommands(group, terminal, end);
  addOperationCommands(group, terminal, end);
  addParkedCommand(group, terminal, end);
  addRebuildCommand(group, terminal, end);
  addGiveUpCommand(group, terminal, end);
  group
    .command('restore <ids...>')
    .description('take a discard back')
    .addOption(serviceOption())
    .action(
      action(terminal, end, (context, ids, { service }) =>
        runEach(context, ids, service, ({ client, path }) =>
          client.post(`${path}/restore`, SettledLetter).then(({ status }) => ({ status, exitCode: exitCodes.done })),
        ),
      ),
    );
}
