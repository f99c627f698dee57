import type { Command } from 'commander';
import { RebuiltIndex } from '@sagaworks/messaging/operations';
import type { ServiceName } from './installation.js';
import { tableOf } from './table.js';
import { action, type Terminal } from './context.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { serviceOption } from './service-option.js';

/** Milliseconds: all of the topic is read before the answer. */
const PATIENCE = 600_000;

/** `sagaworks dlq rebuild`: the index from the topic, after the database has lost something. */
export function addRebuildCommand(group: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  group
    .command('rebuild')
    .description('add the dead letters that a database has lost, or that other tools have put into the DLQ topic')
    .addOption(serviceOption())
    .action(
      action(terminal, end, async (context, _, { service }) => {
        const items = await Promise.all(
          context.clients(service as ServiceName | undefined).map(async (client) => ({
            service: client.service,
            ...(await client.post('/ops/dead-letters/rebuild', RebuiltIndex, undefined, {}, PATIENCE)),
          })),
        );
        context.show({ items }, () =>
          tableOf(
            ['of', 'read', 'added', 'of them foreign', 'not kept'],
            items.map((each) => [each.service, each.read, each.added, each.foreign, each.unkept].map(String)),
          ),
        );
        return items.some(({ unkept }) => unkept > 0) ? exitCodes.attention : exitCodes.done;
      }),
    );
}
