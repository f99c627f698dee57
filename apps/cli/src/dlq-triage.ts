import { Option, type Command } from 'commander';
import { DeadLetterGroup, WholeGroup } from '@sagaworks/messaging/operations';
import { CommandRefused } from './errors.js';
import type { ServiceName } from './installation.js';
import { action, type Terminal } from './context.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { foundIn } from './lists.js';
import { serviceOption } from './service-option.js';
import { fieldsOf, momentToCome } from './words.js';

/** `sagaworks dlq triage`: what people say about a cause; it stays with the cause through redrives. */
export function addTriageCommand(group: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  group
    .command('triage <group>')
    .description('say who looks after a cause, note something about it, or have it raise no alert for a while')
    .addOption(serviceOption())
    .option('--owner <name>', 'who looks after it')
    .option('--no-owner', 'nobody any more')
    .option('--note <text>', 'what to know about it')
    .option('--no-note', 'take the note back')
    .addOption(
      new Option('--snooze <time>', 'no alert is raised until then: a time, or how long from now, as 2h').argParser(
        momentToCome,
      ),
    )
    .option('--no-snooze', 'raise alerts again')
    .action(
      action(terminal, end, async (context, [name], { service, owner, note, snooze }) => {
        const wish = Object.fromEntries(
          Object.entries({ owner, note, snoozedUntil: snooze })
            .filter(([, value]) => value !== undefined)
            .map(([field, value]) => [field, value === false ? null : value]),
        );
        if (Object.keys(wish).length === 0)
          throw new CommandRefused(
            'say what to keep: --owner, --note or --snooze, or --no-owner, --no-note or --no-snooze',
            exitCodes.usage,
          );
        const path = `/ops/dead-letter-groups/${encodeURIComponent(name!)}`;
        const { client } = await foundIn(context.clients(service as ServiceName | undefined), path, DeadLetterGroup);
        const found = await client.patch(path, WholeGroup, wish);
        context.show({ service: client.service, ...found }, () =>
          fieldsOf({
            group: found.group,
            of: client.service,
            message: found.type,
            error: `${found.error.class}: ${found.error.message}`,
            dead: found.counts.dead,
            owner: found.owner,
            'snoozed until': found.snoozedUntil,
            note: found.note,
          }),
        );
      }),
    );
}
