import type { Command } from 'commander';
import {
  DeadLetterGroup,
  DiscardedGroup,
  RedriveOperation,
  RehearsedRedrive,
  WholeGroup,
} from '@sagaworks/messaging/operations';
import type { z } from 'zod';
import type { ServiceName } from './installation.js';
import { tableOf } from './table.js';
import { action, type Context, type Terminal } from './context.js';
import type { ExitCode } from './exit-codes.js';
import { codeOf, foundIn, listed } from './lists.js';
import { textOf } from './dlq-operations.js';
import { serviceOption } from './service-option.js';
import { ageOf, fieldsOf, listText, positive } from './words.js';

const asOfOption = '--as-of <time>';
const SEEN = 'only those that "dlq groups" counted then; by default those there are now';
const MEANT = 'refused when it is another number of dead letters';

/** `sagaworks dlq groups`, one of them, and what is done with all its letters. */
export function addGroupCommands(group: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  const groupIn = <T>(context: Context, name: string, service: unknown, shape: z.ZodType<T>) =>
    foundIn(context.clients(service as ServiceName | undefined), pathOf(name), shape);

  group
    .command('groups')
    .description('dead letters by their cause, the newest first')
    .addOption(serviceOption())
    .option('--limit <count>', 'at most this many', positive, 20)
    .action(
      action(terminal, end, async (context, _, { service, limit }) => {
        const found = await listed(
          context.clients(service as ServiceName | undefined),
          '/ops/dead-letter-groups',
          DeadLetterGroup,
          { limit: limit as number, newest: ({ lastSeenAt }) => lastSeenAt },
        );
        const rows = found.items.map((each) => [
          each.group,
          each.service,
          each.type,
          `${each.error.class}: ${each.error.message}`,
          String(each.counts.dead),
          ageOf(each.oldestAt),
          `${each.owner ?? ''}${isSnoozed(each) ? ' (snoozed)' : ''}`.trim(),
          each.asOf,
        ]);
        context.show(found, () =>
          listText(
            'dead letters',
            found,
            ['group', 'of', 'message', 'error', 'dead', 'oldest', 'owner', 'as of'],
            rows,
          ),
        );
        return codeOf(found);
      }),
    );
  group
    .command('group <group>')
    .description('one cause whole: where it fails, how often, who looks after it, and what people did with all of it')
    .addOption(serviceOption())
    .action(
      action(terminal, end, async (context, [name], { service }) => {
        const { client, value } = await groupIn(context, name!, service, WholeGroup);
        context.show({ service: client.service, ...value }, () => textOfGroup(value, client.service));
      }),
    );
  group
    .command('redrive-group <group>')
    .description('redrive all dead letters of one cause: one, then a few, then the rest')
    .addOption(serviceOption())
    .option(asOfOption, SEEN)
    .option('--expect <count>', MEANT, positive)
    .option('--force', 'also those that were redriven too often')
    .option('--dry-run', 'only count')
    .action(
      action(terminal, end, async (context, [name], { service, asOf, expect, force, dryRun }) => {
        const { client, value } = await groupIn(context, name!, service, DeadLetterGroup);
        const wish = {
          group: name,
          asOf: asOf ?? value.asOf,
          force: force === true,
          ...(expect === undefined ? {} : { expect }),
        };
        if (dryRun === true) {
          const answer = await client.post('/ops/redrives', RehearsedRedrive, { ...wish, dryRun });
          return context.show(
            answer,
            () =>
              `${answer.redrivable} of ${answer.total} would be redriven${answer.undone.length === 0 ? '' : `; the undo of ${answer.undone.length} has been applied, which they meet`}`,
          );
        }
        const begun = await client.post('/ops/redrives', RedriveOperation, wish);
        context.show(
          { service: client.service, ...begun },
          () => `${textOf(begun, client.service)}\n\nfollow it with: sagaworks dlq operations show ${begun.id}`,
        );
      }),
    );
  group
    .command('discard-group <group>')
    .description('give up all dead letters of one cause; what they hold back goes on')
    .addOption(serviceOption())
    .requiredOption('--reason <text>', 'why')
    .option(asOfOption, SEEN)
    .option('--expect <count>', MEANT, positive)
    .action(
      action(terminal, end, async (context, [name], { service, reason, asOf, expect }) => {
        const { client, value } = await groupIn(context, name!, service, DeadLetterGroup);
        const answer = await client.post(`${pathOf(name!)}/discard`, DiscardedGroup, {
          asOf: asOf ?? value.asOf,
          reason,
          ...(expect === undefined ? {} : { expect }),
        });
        context.show(
          { service: client.service, ...answer },
          () =>
            `${answer.discarded} discarded; sagaworks dlq list --status discarded --group ${name} shows them, "dlq restore" undoes that`,
        );
      }),
    );
}

const pathOf = (name: string): string => `/ops/dead-letter-groups/${encodeURIComponent(name)}`;

function textOfGroup(found: z.output<typeof WholeGroup>, service: string): string {
  const { error, counts } = found;
  const fields = fieldsOf({
    group: found.group,
    of: service,
    message: found.type,
    error: `${error.class}: ${error.message}`,
    at: error.frames.join(' < '),
    letters: Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([state, count]) => `${count} ${state}`)
      .join(', '),
    'first seen': found.firstSeenAt,
    'last seen': found.lastSeenAt,
    'oldest dead': found.oldestAt,
    owner: found.owner,
    note: found.note,
    'snoozed until': found.snoozedUntil,
    'as of': found.asOf,
  });
  const history = tableOf(
    ['at', 'who', 'what', ''],
    found.history.map(({ at, actor, kind, detail }) => [at, actor, kind, JSON.stringify(detail) ?? '']),
  );
  return [fields, ...(found.history.length === 0 ? [] : [history])].join('\n\n');
}

const isSnoozed = ({ snoozedUntil }: z.output<typeof DeadLetterGroup>): boolean =>
  Date.parse(snoozedUntil ?? '') > Date.now();
