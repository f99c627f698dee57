import type { Command } from 'commander';
import { GivenUpHead, ParkedSequence } from '@sagaworks/messaging/operations';
import type { ServiceName } from './installation.js';
import { CommandRefused } from './errors.js';
import { action, type Terminal } from './context.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { listed } from './lists.js';
import { serviceOption } from './service-option.js';

/** `sagaworks dlq give-up`: what a key waits behind becomes a dead letter now. */
export function addGiveUpCommand(group: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  group
    .command('give-up <key>')
    .description(
      'put the message that a key waits behind among the dead letters, without waiting for its tries or for a version that knows it; what stands behind it goes on',
    )
    .option('--topic <topic>', 'where the key waits, if it waits in several topics')
    .addOption(serviceOption())
    .requiredOption('--reason <text>', 'why')
    .action(
      action(terminal, end, async (context, [key], { topic, service, reason }) => {
        const clients = context.clients(service as ServiceName | undefined);
        const { items, missing } = await listed(clients, '/ops/parked', ParkedSequence, {
          limit: 100,
          query: { key },
          newest: ({ firstFailedAt }) => firstFailedAt ?? '',
        });
        const [found, ...others] = items.filter((each) => topic === undefined || each.topic === topic);
        if (found === undefined)
          throw new CommandRefused(
            `nothing waits under the key ${key}${missing.map((each) => `; ${each.service} has not answered`).join('')}`,
            missing.length === 0 ? exitCodes.notFound : exitCodes.unreachable,
          );
        if (others.length > 0)
          throw new CommandRefused(
            `${key} waits in several places, name one with --topic or --service: ${[found, ...others].map((each) => `${each.topic} of ${each.service}`).join(', ')}`,
            exitCodes.usage,
          );
        const client = clients.find((each) => each.service === found.service)!;
        const { deadLetterId } = await client.post('/ops/parked/dead-letters', GivenUpHead, {
          topic: found.topic,
          key,
          reason,
        });
        context.show(
          { service: client.service, topic: found.topic, key, deadLetterId },
          () => `it is the dead letter ${deadLetterId}: sagaworks dlq show ${deadLetterId} --service ${client.service}`,
        );
      }),
    );
}
