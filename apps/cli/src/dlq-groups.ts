import type { Command } from 'commander';
import { z } from 'zod';
import type { ServiceName } from './installation.js';
import { tableOf } from './table.js';
import { action, type Context, type Terminal } from './context.js';
import type { ExitCode } from './exit-codes.js';
import { codeOf, foundIn, listed } from './lists.js';
import { operation, textOf } from './dlq-operations.js';
import { serviceOption } from './service-option.js';
import { ageOf, fieldsOf, listText, positive } from './words.js';

export const cause = z.looseObject({
  group: z.string(),
  type: z.string(),
  error: z.looseObject({ class: z.string(), message: z.string() }),
  counts: z.record(z.string(), z.number()),
  lastSeenAt: z.string(),
  oldestAt: z.string().nullish(),
  owner: z.string().nullish(),
  snoozedUntil: z.string().nullish(),
  asOf: z.string(),
});
const tried = z.looseObject({ total: z.number(), redrivable: z.number(), undone: z.array(z.unknown()) });

const act = z.looseObject({ at: z.string(), actor: z.string(), kind: z.string(), detail: z.unknown().optional() });
const whole = cause.extend({
  error: z.looseObject({ class: z.string(), message: z.string(), frames: z.array(z.string()).default([]) }),
  firstSeenAt: z.string(),
  note: z.string().nullish(),
  history: z.array(act).default([]),
});
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
          cause,
          { limit: limit as number, newest: ({ lastSeenAt }) => lastSeenAt },
        );
        const rows = found.items.map((each) => [
          each.group,
          each.service,
          each.type,
          `${each.error.class}: ${each.error.message}`,
          String(each.counts['dead'] ?? 0),
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
        const { client, value } = await groupIn(context, name!, service, whole);
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
        const { client, value } = await groupIn(context, name!, service, cause);
        const wish = {
          group: name,
          asOf: asOf ?? value.asOf,
          force: force === true,
          ...(expect === undefined ? {} : { expect }),
        };
        if (dryRun === true) {
          const answer = await client.post('/ops/redrives', tried, { ...wish, dryRun });
          return context.show(
            answer,
            () =>
              `${answer.redrivable} of ${answer.total} would be redriven${answer.undone.length === 0 ? '' : `; the undo of ${answer.undone.length} has been applied, which they meet`}`,
          );
        }
        const begun = await client.post('/ops/redrives', operation, wish);
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
        const { client, value } = await groupIn(context, name!, service, cause);
        const answer = await client.post(`${pathOf(name!)}/discard`, z.looseObject({ discarded: z.number() }), {
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

function textOfGroup(found: z.output<typeof whole>, service: string): string {
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

const isSnoozed = ({ snoozedUntil }: z.output<typeof cause>): boolean => Date.parse(snoozedUntil ?? '') > Date.now();
