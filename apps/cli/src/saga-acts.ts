import { Option, type Command } from 'commander';
import { WholeSaga } from '@sagaworks/messaging/operations';
import type { z } from 'zod';
import type { Client } from './client.js';
import { action, type Context, type Terminal } from './context.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { jsonIn } from './json-in.js';
import { findSaga } from './saga-find.js';
import { serviceOption } from './service-option.js';
import { waitFor } from './wait-for.js';
import { fieldsOf, moment, positive } from './words.js';

type Options = Readonly<Record<string, unknown>>;

/**
 * `sagaworks saga retry` and the like: each over the instance as it was seen, with a reason that stands in its history.
 */
export function addSagaActs(group: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  const act = (
    name: string,
    description: string,
    more: (command: Command) => Command = (command) => command,
    bodyOf: (options: Options) => object = () => ({}),
  ) =>
    more(group.command(`${name} <id>`).description(description))
      .requiredOption('--reason <text>', 'why; it stands in the history')
      .option(
        '--expect <revision>',
        'refused when it is no longer at this revision, as "saga show" told it; by default the one it has now',
        positive,
      )
      .option('--wait', `until it has ended, or needs a person: then exit code ${exitCodes.attention}`)
      .addOption(serviceOption())
      .action(action(terminal, end, (context, [id], options) => done(context, id!, name, options, bodyOf(options))));
  const atStep = (command: Command): Command => command.option('--step <step>', 'by default the step that waits');
  const stepOf = ({ step }: Options): object => (step === undefined ? {} : { step });

  act('retry', 'ask the step, or its undo, once more now', atStep, stepOf);
  act(
    'skip',
    'take a message given by you for the answer of the step',
    (command) =>
      atStep(command)
        .requiredOption('--type <type>', 'the message type that may answer it, e.g. inventory.stock-reserved')
        .requiredOption('--data <file>', 'its data, a JSON file; - reads standard input'),
    (options) => ({
      ...stepOf(options),
      type: options['type'],
      data: jsonIn(options['data'] as string, terminal.folder),
    }),
  );
  act('compensate', 'turn it round and undo what was done; past an undo that is stuck, undo the rest');
  act('cancel', 'pass on the customer’s wish, before the point of no return');
  act(
    'deadline',
    'move when the step falls due',
    (command) =>
      atStep(command).option('--to <time>', 'e.g. 2026-01-31T12:00:00Z; without it nothing falls due', moment),
    (options) => ({ ...stepOf(options), to: options['to'] ?? null }),
  );
  act(
    'resolve',
    'end one that needs an operator, as it ended elsewhere',
    (command) =>
      command.addOption(
        new Option('--outcome <outcome>', 'how it ended; an order is fulfilled or cancelled by that')
          .choices(['completed', 'rolled-back'])
          .makeOptionMandatory(),
      ),
    ({ outcome }) => ({ outcome }),
  );
}

async function done(
  context: Context,
  name: string,
  act: string,
  { reason, expect, service, wait }: Options,
  body: object,
): Promise<ExitCode> {
  const { client, value, path } = await findSaga(context, name, service, WholeSaga);
  const taken = await client.post(`${path}/${act}`, WholeSaga, {
    expectedVersion: expect ?? value.revision,
    reason,
    ...body,
  });
  const found = wait === true ? await restOf(client, path) : taken;
  context.show({ service: client.service, ...found }, () =>
    [
      fieldsOf({
        saga: found.id,
        of: `${found.saga}, in ${client.service}`,
        status: found.status,
        revision: found.revision,
        steps: Object.entries(found.steps)
          .map(([step, { at }]) => `${step} ${at}`)
          .join(', '),
      }),
      ...(isMoving(found) ? [`follow it with: sagaworks saga show ${found.id}`] : []),
    ].join('\n\n'),
  );
  return found.status === 'needs-operator' && wait === true ? exitCodes.attention : exitCodes.done;
}

const isMoving = ({ status }: { readonly status: string }): boolean =>
  status === 'running' || status === 'compensating';

/** As it is when it has ended, or needs a person again. */
const restOf = (client: Client, path: string): Promise<z.output<typeof WholeSaga>> =>
  waitFor(
    `the end of ${path}`,
    async () => {
      const now = await client.get(path, WholeSaga);
      return isMoving(now) ? undefined : now;
    },
    { within: 120_000 },
  );
