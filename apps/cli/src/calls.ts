import { Option, type Command } from 'commander';
import { CallItem, callStates } from '@sagaworks/messaging/operations';
import type { Query } from './client.js';
import { action, type Terminal } from './context.js';
import type { ExitCode } from './exit-codes.js';
import type { ServiceName } from './installation.js';
import { codeOf, listed } from './lists.js';
import { serviceOption } from './service-option.js';
import { ageOf, listText, positive } from './words.js';

/** `sagaworks calls`: what the outside was asked, and what waits for its answer. */
export function addCallsCommand(program: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  program
    .command('calls')
    .description('calls to the outside, the latest first: which are open, and what they fail with')
    .addOption(new Option('--state <state>', 'in this state only').choices(callStates))
    .option('--party <name>', 'to this party only, e.g. cards')
    .addOption(serviceOption())
    .option('--limit <count>', 'at most this many', positive, 20)
    .action(
      action(terminal, end, async (context, _, { state, party, service, limit }) => {
        const found = await listed(context.clients(service as ServiceName | undefined), '/ops/calls', CallItem, {
          limit: limit as number,
          query: { state, party } as Query,
          newest: ({ createdAt }) => createdAt,
        });
        const rows = found.items.map((each) => [
          each.service,
          `${each.party} ${each.operation}`,
          each.key,
          each.state,
          String(each.tries),
          each.lastError ?? '',
          each.dueAt ?? '',
          ageOf(each.createdAt),
        ]);
        const head = ['of', 'asks', 'key', 'state', 'tries', 'failed with', 'next try', 'age'];
        context.show(found, () => listText('calls', found, head, rows));
        return codeOf(found);
      }),
    );
}
