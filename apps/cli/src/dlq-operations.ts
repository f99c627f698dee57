import type { Command } from 'commander';
import { RedriveItem, RedriveOperation } from '@sagaworks/messaging/operations';
import type { z } from 'zod';
import type { ServiceName } from './installation.js';
import { tableOf } from './table.js';
import { action, type Terminal } from './context.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { codeOf, foundIn, listed } from './lists.js';
import { serviceOption } from './service-option.js';
import { ageOf, fieldsOf, listText, positive } from './words.js';

type Operation = z.output<typeof RedriveOperation>;

/** Items that are shown of each sort. */
const SHOWN = 100;
const steering = {
  pause: 'redrive no more of it for now; what is pending runs to its end',
  resume: 'go on with one that is paused or has halted: with one letter first',
  cancel: 'never redrive the rest',
} as const;

/** `sagaworks dlq operations`: redrives of many. */
export function addOperationCommands(dlq: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  const group = dlq.command('operations').description('redrives of many: how far each is, and how to steer it');
  group
    .command('list', { isDefault: true })
    .description('the newest first')
    .addOption(serviceOption())
    .option('--limit <count>', 'at most this many', positive, 20)
    .action(
      action(terminal, end, async (context, _, { service, limit }) => {
        const found = await listed(
          context.clients(service as ServiceName | undefined),
          '/ops/redrives',
          RedriveOperation,
          {
            limit: limit as number,
            newest: ({ createdAt }) => createdAt,
          },
        );
        const rows = found.items.map((each) => [
          each.id,
          each.service,
          each.state,
          saidOf(each),
          each.actor,
          ageOf(each.createdAt),
        ]);
        context.show(found, () =>
          listText('redrives of many', found, ['redrive', 'of', 'state', 'letters', 'who', 'age'], rows),
        );
        return codeOf(found);
      }),
    );
  group
    .command('show <id>')
    .description('one whole: what was refused, what failed, and who did what with it')
    .addOption(serviceOption())
    .action(
      action(terminal, end, async (context, [id], { service }) => {
        const { client, value } = await foundIn(
          context.clients(service as ServiceName | undefined),
          pathOf(id!),
          RedriveOperation,
        );
        const itemsOf = (state: string) =>
          listed([client], `${pathOf(id!)}/items`, RedriveItem, { limit: SHOWN, query: { state }, newest: () => '' });
        const [refused, failed] = [await itemsOf('refused'), await itemsOf('failed')];
        const items = [...refused.items, ...failed.items];
        context.show({ service: client.service, ...value, items, more: refused.more || failed.more }, () =>
          [
            textOf(value, client.service),
            ...(items.length === 0
              ? []
              : [
                  tableOf(
                    ['dead letter', 'was', 'because'],
                    items.map((each) => [each.deadLetterId, each.state, each.reason ?? '']),
                  ),
                ]),
            tableOf(
              ['at', 'who', 'what', ''],
              value.history.map(({ at, actor, kind, detail }) => [at, actor, kind, JSON.stringify(detail) ?? '']),
            ),
          ].join('\n\n'),
        );
        return value.state === 'halted' ? exitCodes.attention : exitCodes.done;
      }),
    );
  for (const [act, description] of Object.entries(steering)) {
    group
      .command(`${act} <id>`)
      .description(description)
      .addOption(serviceOption())
      .action(
        action(terminal, end, async (context, [id], { service }) => {
          const { client } = await foundIn(
            context.clients(service as ServiceName | undefined),
            pathOf(id!),
            RedriveOperation,
          );
          const found = await client.post(`${pathOf(id!)}/${act}`, RedriveOperation);
          context.show({ service: client.service, ...found }, () => textOf(found, client.service));
        }),
      );
  }
}

const pathOf = (id: string): string => `/ops/redrives/${encodeURIComponent(id)}`;

/** `7 succeeded, 1 failed` */
const saidOf = ({ counts }: Operation): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');

export const textOf = (found: Operation, service: string): string =>
  fieldsOf({
    redrive: found.id,
    of: service,
    state: found.state,
    letters: saidOf(found),
    'met their undo': found.metUndo === 0 ? undefined : found.metUndo,
    'started by': found.actor,
    'started at': found.createdAt,
    pace: `${found.perSecond} a second, halts at ${found.haltAfter} failed`,
  });
