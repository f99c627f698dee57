import { Option, type Command } from 'commander';
import { ParkedSequence, parkedStates } from '@sagaworks/messaging/operations';
import type { ServiceName } from './installation.js';
import type { Query } from './client.js';
import { action, type Terminal } from './context.js';
import type { ExitCode } from './exit-codes.js';
import { codeOf, listed } from './lists.js';
import { serviceOption } from './service-option.js';
import { ageOf, listText, positive } from './words.js';

/** `sagaworks dlq parked`: what fails and is not dead yet, and what waits behind it. */
export function addParkedCommand(group: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  group
    .command('parked')
    .description('keys that wait behind a failing message, and when it is tried next')
    .addOption(serviceOption())
    .addOption(
      new Option(
        '--state <state>',
        'retrying; waiting: for a newer version of the service, or whoever holds a row; held: behind a dead message, until it is redriven or discarded; full: at its length limit, so that its partition waits',
      ).choices(parkedStates),
    )
    .option('--key <key>', 'of this key only, e.g. the order id')
    .option('--limit <count>', 'at most this many', positive, 20)
    .action(
      action(terminal, end, async (context, _, { service, state, key, limit }) => {
        const found = await listed(context.clients(service as ServiceName | undefined), '/ops/parked', ParkedSequence, {
          limit: limit as number,
          query: { state, key } as Query,
          newest: ({ firstFailedAt }) => firstFailedAt ?? '',
        });
        const rows = found.items.map((each) => [
          each.topic,
          each.key,
          each.state,
          String(each.length),
          each.head?.type ?? '',
          each.waitsFor ?? each.lastError ?? '',
          String(each.tries),
          each.nextTryAt ?? each.head?.deadLetterId ?? '',
          ageOf(each.firstFailedAt),
        ]);
        context.show(found, () =>
          listText(
            'keys that wait',
            found,
            [
              'topic',
              'key',
              'state',
              'messages',
              'head',
              'fails with, or waits for',
              'tries',
              'next try, or dead letter',
              'age',
            ],
            rows,
          ),
        );
        return codeOf(found);
      }),
    );
}
