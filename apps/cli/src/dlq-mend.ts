import { InvalidArgumentError, type Command } from 'commander';
import {
  ApprovedEdit,
  DeadLetterDetail,
  KeptEdit,
  LetterEdit,
  listSchema,
  RedrivenLetter,
  SettledLetter,
} from '@sagaworks/messaging/operations';
import type { z } from 'zod';
import { CommandRefused } from './errors.js';
import { waitFor } from './wait-for.js';
import { tableOf } from './table.js';
import type { Client } from './client.js';
import { action, type Terminal } from './context.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { jsonIn } from './json-in.js';
import { findLetter, letterPath } from './letters.js';
import { runEach, type Outcome } from './run-each.js';
import { serviceOption } from './service-option.js';
import { ageOf } from './words.js';

/** `sagaworks dlq redrive`, `edit`, `approve` and `discard`. */
export function addMendingCommands(group: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  group
    .command('redrive <ids...>')
    .description('handle the original messages once more')
    .addOption(serviceOption())
    .option('--edit <id>', 'handle this edit instead of the original; "latest": the one kept last')
    .option('--force', 'also one that was redriven too often')
    .option('--dry-run', 'only tell whether it would be')
    .option('--wait', `until each was handled, or has failed again: then exit code ${exitCodes.attention}`)
    .action(
      action(terminal, end, (context, ids, { service, edit, force, dryRun, wait }) => {
        const wish = { ...(force === true ? { force } : {}), ...(dryRun === true ? { dryRun } : {}) };
        return runEach(context, ids, service, async ({ client, path }) => {
          const given =
            edit === undefined ? wish : { edit: edit === 'latest' ? await latestEdit(client, path) : edit, ...wish };
          const { undoneAt } = await client.post(
            `${path}/redrive`,
            RedrivenLetter,
            Object.keys(given).length === 0 ? undefined : given,
          );
          const reason = undoneAt ? { reason: `its undo was applied ${ageOf(undoneAt)} ago, which it meets` } : {};
          if (dryRun === true) return { status: 'would be redriven', ...reason, exitCode: exitCodes.done };
          return {
            ...reason,
            ...(wait === true ? await endOf(client, path) : { status: 'redriving', exitCode: exitCodes.done }),
          };
        });
      }),
    );
  group
    .command('edit <id>')
    .description('keep another value, or other headers, for the message; "dlq redrive --edit" handles it')
    .addOption(serviceOption())
    .option('--data <file>', 'the whole new value, a JSON file; - reads standard input')
    .option(
      '--header <name=value>',
      'set a header, e.g. ce_type=inventory.reserve-stock; may be repeated. Key, id, saga and trace are locked',
      headerOf,
      {},
    )
    .option('--remove-header <name>', 'take a header away; may be repeated', removedHeader, {})
    .requiredOption('--reason <text>', 'why')
    .option('--dry-run', 'only tell what it would change')
    .action(
      action(terminal, end, async (context, [id], { service, data, header, removeHeader, reason, dryRun }) => {
        const headers = { ...(header as Headers), ...(removeHeader as Headers) };
        if (data === undefined && Object.keys(headers).length === 0)
          throw new CommandRefused('say what to mend: --data, --header or --remove-header', exitCodes.usage);
        const body = {
          ...(data === undefined ? {} : { data: jsonIn(data as string, terminal.folder) }),
          ...(Object.keys(headers).length === 0 ? {} : { headers }),
          reason,
          dryRun: dryRun === true,
        };
        const { client } = await findLetter(context, id!, service);
        const answer = await client.post(`${letterPath(id!)}/edits`, KeptEdit, body);
        context.show(answer, () =>
          [
            tableOf(
              ['where', 'was', 'is'],
              [
                ...answer.headerDiff.map((each) => rowOf(each, `header ${each.path}`)),
                ...answer.diff.map((each) => rowOf(each)),
              ],
            ),
            dryRun === true
              ? 'nothing was kept'
              : answer.needsApproval
                ? `a second person has to agree: sagaworks dlq approve ${id} ${answer.id}`
                : `handle it with: sagaworks dlq redrive ${id} --edit ${answer.id}`,
          ].join('\n\n'),
        );
      }),
    );
  group
    .command('approve <id> <edit>')
    .description('agree to somebody else’s edit')
    .addOption(serviceOption())
    .action(
      action(terminal, end, async (context, [id, edit], { service }) => {
        const { client } = await findLetter(context, id!, service);
        const answer = await client.post(`${letterPath(id!)}/edits/${encodeURIComponent(edit!)}/approve`, ApprovedEdit);
        context.show(answer, () => `approved: sagaworks dlq redrive ${id} --edit ${answer.id}`);
      }),
    );
  group
    .command('discard <ids...>')
    .description('give messages up; what they hold back goes on')
    .addOption(serviceOption())
    .requiredOption('--reason <text>', 'why')
    .action(
      action(terminal, end, (context, ids, { service, reason }) =>
        runEach(context, ids, service, async ({ client, path }) => {
          const { status } = await client.post(`${path}/discard`, SettledLetter, { reason });
          return { status, exitCode: exitCodes.done };
        }),
      ),
    );
}

async function latestEdit(client: Client, path: string): Promise<string> {
  const { items } = await client.get(`${path}/edits`, listSchema(LetterEdit));
  const last = items.at(-1);
  if (last === undefined) throw new CommandRefused('it has no edit: "dlq edit" makes one', exitCodes.notFound);
  return last.id;
}

type Headers = Readonly<Record<string, string | null>>;

function headerOf(text: string, before: Headers): Headers {
  const [, name, value] = /^([^=]+)=([\s\S]*)$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('name=value was expected.');
  return { ...before, [name]: value! };
}
const removedHeader = (name: string, before: Headers): Headers => ({ ...before, [name]: null });

const rowOf = ({ path, from, to }: z.output<typeof KeptEdit>['diff'][number], where = path): string[] => [
  where,
  JSON.stringify(from) ?? '',
  JSON.stringify(to) ?? '',
];

/** How the redrive went. */
async function endOf(client: Client, path: string): Promise<Outcome> {
  const { status, error } = await waitFor(
    `the redrive of ${path}`,
    async () => {
      const now = await client.get(path, DeadLetterDetail);
      return now.status === 'redriving' ? undefined : now;
    },
    { within: 60_000 },
  );
  return status === 'dead'
    ? { status, reason: error.message, exitCode: exitCodes.attention }
    : { status, exitCode: exitCodes.done };
}
