import type { Command } from 'commander';
import { z } from 'zod';
import type { ServiceName } from '../stack/stack.js';
import { action, type Terminal } from './context.js';
import type { ExitCode } from './exit-codes.js';
import { foundIn, listed } from './lists.js';
import { operation, textOf } from './dlq-operations.js';
import { serviceOption } from './service-option.js';
import { ageOf, listText, positive, short } from './words.js';

export const cause = z.looseObject({
  group: z.string(), type: z.string(), error: z.looseObject({ class: z.string(), message: z.string() }), counts: z.record(z.string(), z.number()),
  lastSeenAt: z.string(), oldestAt: z.string().nullish(), owner: z.string().nullish(), snoozedUntil: z.string().nullish(), asOf: z.string(),
});
const tried = z.looseObject({ total: z.number(), redrivable: z.number(), undone: z.array(z.unknown()) });

/** `sagaworks dlq groups`, and the redrive of a whole one. */
export function addGroupCommands(group: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  group.command('groups').description('dead letters by their cause, the newest first').addOption(serviceOption()).option('--limit <count>', 'at most so many', positive, 20)
    .action(action(terminal, end, async (context, _, { service, limit }) => {
      const found = await listed(context.clients(service as ServiceName | undefined), '/ops/dead-letter-groups', cause, { limit: limit as number, newest: ({ lastSeenAt }) => lastSeenAt });
      const rows = found.items.map((each) => [each.group, each.service, each.type, short(`${each.error.class}: ${each.error.message}`), String(each.counts['dead'] ?? 0), ageOf(each.oldestAt), `${each.owner ?? ''}${isSnoozed(each) ? ' (snoozed)' : ''}`.trim(), each.asOf]);
      context.show(found, () => listText('dead letters', found, ['group', 'of', 'message', 'error', 'dead', 'oldest', 'owner', 'as of'], rows));
    }));
  group.command('redrive-group <group>').description('redrive all dead letters of one cause: one, then a few, then the rest').addOption(serviceOption())
    .option('--as-of <time>', 'only those that "dlq groups" counted then; by default those there are now').option('--force', 'also those that were redriven too often').option('--dry-run', 'only count')
    .action(action(terminal, end, async (context, [name], { service, asOf, force, dryRun }) => {
      const { client, value } = await foundIn(context.clients(service as ServiceName | undefined), `/ops/dead-letter-groups/${encodeURIComponent(name!)}`, cause);
      const wish = { group: name, asOf: asOf ?? value.asOf, force: force === true };
      if (dryRun === true) {
        const answer = await client.post('/ops/redrives', tried, { ...wish, dryRun });
        return context.show(answer, () => `${answer.redrivable} of ${answer.total} would be redriven${answer.undone.length === 0 ? '' : `; the undo of ${answer.undone.length} has been applied, which they meet`}`);
      }
      const begun = await client.post('/ops/redrives', operation, wish);
      context.show({ service: client.service, ...begun }, () => `${textOf(begun, client.service)}\n\nfollow it with: sagaworks dlq operations show ${begun.id}`);
    }));
}

const isSnoozed = ({ snoozedUntil }: z.output<typeof cause>): boolean => Date.parse(snoozedUntil ?? '') > Date.now();
